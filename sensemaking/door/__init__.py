"""What stands between the browser and the pages: who may come in, the headers, and two plain routes."""
