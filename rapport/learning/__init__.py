"""The models that learn from a build: how each is trained, and what it says about the build's deals.

Each module here is one model: it reads the warehouse and the model store, lets an estimator of ``models_ml`` do the
thinking, and writes back. ``rapport/training.py`` calls them in their place of a refresh.
"""
