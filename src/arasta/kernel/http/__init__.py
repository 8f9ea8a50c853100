"""The JSON edge: problem details, guards of reads and writes, schemas that everything shares."""
