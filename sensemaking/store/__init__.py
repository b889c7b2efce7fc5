"""Memory: the only room that knows DuckDB."""

from sensemaking.store.keeping import Bulk, Keep, Receipt
from sensemaking.store.opening import Examined, Store, examine, open_store

__all__ = ["Bulk", "Examined", "Keep", "Receipt", "Store", "examine", "open_store"]
