"""Applications to registers: an owner files a new entry, a change or a cancellation; an officer decides in time."""
