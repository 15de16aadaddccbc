/*
 * Every row of the table, in its order. Read twice: C includes it, Java reads it as text, so a row
 * stands on one line.
 *
 * ROW(Java class, C function, argument, operations an iteration, goal, title)
 *     timed: JMH forks for Java, the same operations in C
 * PROBE(Java class, C function, argument, goal, title)
 *     each side is a process that prints what it measured; one that prints nanoseconds has rounds
 *
 * Goals: "ratio 1.10" to C · "60 ns" for one operation · "60 ns, no allocation" · "stated": none ·
 * "linear" no more an operation than 1.5 times what the row before takes for each unit of its
 * argument's number · "constant": at most 1.5 times the first row of the same Java class ·
 * "2 ns above": so much more an operation than the row before
 */
ROW(LongGet, long_get, "counter", 20000000, "2 ns", "get, 8 bytes, LongHandle")
ROW(IntGet, int_get, "number", 20000000, "2 ns", "get, 4 bytes, IntHandle")
ROW(LongSet, long_set, "counter", 20000000, "2 ns", "set, 8 bytes, LongHandle")
ROW(IntSet, int_set, "number", 20000000, "2 ns", "set, 4 bytes, IntHandle")
ROW(AtomicAdd, atomic_add, "counter", 10000000, "ratio 1.30", "atomic add, 8 bytes")
ROW(VariableGet, variable_get, "counter", 1000000, "60 ns, no allocation", "variable(name).getLong()")
ROW(VariableSet, variable_set, "counter", 1000000, "60 ns, no allocation", "variable(name).setLong()")
ROW(VariableGet, variable_get, "settings.limits[3].max", 1000000, "60 ns, no allocation", "variable(path).getLong()")
ROW(VariableSet, variable_set, "settings.limits[3].max", 1000000, "60 ns, no allocation", "variable(path).setLong()")
ROW(StructGet, struct_get, "sample", 1000000, "100 ns", "struct as record, 64 bytes of numbers")
ROW(CallGet, call_get, "call", 1000000, "100 ns", "struct as record, 64 bytes with text")
ROW(MapLookup, map_lookup, "array_8", 100000, "ratio 1.10", "array lookup, 8-byte value")
ROW(MapLookup, map_lookup, "array_256", 100000, "ratio 1.10", "array lookup, 256-byte value")
ROW(MapLookup, map_lookup, "hash_8", 100000, "ratio 1.10", "hash lookup, 8-byte value")
ROW(MapLookup, map_lookup, "hash_256", 100000, "ratio 1.10", "hash lookup, 256-byte value")
ROW(MapUpdate, map_update, "array_8", 100000, "ratio 1.10", "array update, 8-byte value")
ROW(MapUpdate, map_update, "array_256", 100000, "ratio 1.10", "array update, 256-byte value")
ROW(MapUpdate, map_update, "hash_8", 100000, "ratio 1.10", "hash update, 8-byte value")
ROW(MapUpdate, map_update, "hash_256", 100000, "ratio 1.10", "hash update, 256-byte value")
ROW(RingDrain, ring_drain, "16", 500000, "ratio 1.10", "ring buffer, full, events of 16 bytes")
ROW(RingDrain, ring_drain, "64", 200000, "ratio 1.00", "ring buffer, full, events of 64 bytes")
ROW(RingDrain, ring_drain, "128", 100000, "ratio 1.00", "ring buffer, full, events of 128 bytes")
ROW(RingDrain, ring_drain, "512", 30000, "ratio 1.00", "ring buffer, full, events of 512 bytes")
ROW(RingDrain, ring_drain, "2048", 8000, "ratio 1.00", "ring buffer, full, events of 2,048 bytes")
ROW(RingCopy, ring_copy, "64", 200000, "ratio 1.00", "ring buffer, full, 64 bytes copied out")
ROW(RingCopy, ring_copy, "2048", 8000, "ratio 1.00", "ring buffer, full, 2,048 bytes copied out")
ROW(RingWords, ring_words, "64", 200000, "stated", "ring buffer, full, each of 8 words added up")
ROW(RingWords, ring_words, "2048", 8000, "stated", "ring buffer, full, each of 256 words added up")
ROW(RingOffset, ring_field, "64", 200000, "stated", "ring buffer, one number by its offset")
ROW(RingField, ring_field, "64", 200000, "2 ns above", "ring buffer, one number by its field")
ROW(Cycle, cycle, "small", 4000, "ratio 1.10", "open, set 10 variables, load, close: small object")
ROW(Cycle, cycle, "variables_1000", 200, "ratio 1.10", "open, set 10 variables, load, close: 1,000 variables")
ROW(Cycle, cycle, "programs_100", 100, "ratio 1.10", "open, set 10 variables, load, close: 100 programs")
ROW(OpenOnly, open_only, "variables_10", 4000, "stated", "open and close, 10 variables")
ROW(OpenOnly, open_only, "variables_100", 2000, "linear", "open and close, 100 variables")
ROW(OpenOnly, open_only, "variables_1000", 100, "linear", "open and close, 1,000 variables")
ROW(OpenOnly, open_only, "variables_10000", 1, "linear", "open and close, 10,000 variables")
ROW(LookUp, look_up, "variables_10", 1000000, "60 ns, no allocation", "look-up and get among 10 variables")
ROW(LookUp, look_up, "variables_100", 500000, "constant", "look-up and get among 100 variables")
ROW(LookUp, look_up, "variables_1000", 100000, "constant", "look-up and get among 1,000 variables")
ROW(LookUp, look_up, "variables_10000", 10000, "constant", "look-up and get among 10,000 variables")
PROBE(RingMeanwhile, ring_meanwhile, "16", "ratio 1.10", "ring buffer, written meanwhile, events of 16 bytes")
PROBE(RingMeanwhile, ring_meanwhile, "64", "ratio 1.00", "ring buffer, written meanwhile, events of 64 bytes")
PROBE(RingMeanwhile, ring_meanwhile, "128", "ratio 1.00", "ring buffer, written meanwhile, events of 128 bytes")
PROBE(RingMeanwhile, ring_meanwhile, "512", "ratio 1.00", "ring buffer, written meanwhile, events of 512 bytes")
PROBE(RingMeanwhile, ring_meanwhile, "2048", "ratio 1.00", "ring buffer, written meanwhile, events of 2,048 bytes")
PROBE(OpenMemory, open_memory, "1000", "stated", "memory of an open object, 1,000 open at once")
PROBE(LoadedMemory, loaded_memory, "500", "stated", "memory of a loaded object, 500 loaded at once")
PROBE(CycleGrowth, cycle_growth, "8000", "no growth", "growth over 8,000 cycles of open, load, close")
PROBE(LostUpdates, lost_updates, "1000000", "none", "updates lost of 1,000,000 beside a writer")
