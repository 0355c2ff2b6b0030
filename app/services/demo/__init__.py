"""The demo world: one county's plan, its people by function, and one year's cycle of meetings."""

from app.services.demo.sign_ins import DemoSignIn, demo_sign_ins
from app.services.demo.world import is_empty, load_demo

__all__ = ["DemoSignIn", "demo_sign_ins", "is_empty", "load_demo"]
