//! Values that are valid once they exist: ids, names, money, instants and zones.
