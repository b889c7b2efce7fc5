"""Memory: the only room that knows DuckDB."""

from sensemaking.store.keeping import Bulk, Keep, Receipt
from sensemaking.store.opening import Store, open_store

__all__ = ["Bulk", "Keep", "Receipt", "Store", "open_store"]
