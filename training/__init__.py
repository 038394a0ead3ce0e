"""Labels in, model and reports out; never imported by adcut."""
