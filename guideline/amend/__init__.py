"""改め文: what changes one regulation into another, said in sentences and proved."""
