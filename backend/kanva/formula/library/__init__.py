"""The functions of the language, one module per subject; importing a module registers them."""
