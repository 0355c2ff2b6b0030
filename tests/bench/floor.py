"""A bare Flask page over the same database: twenty tasks through the ORM, one template."""

from __future__ import annotations

import sys

from flask import Flask, render_template_string
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session
from waitress import serve

from app.models.tasks import Task

PAGE = "<table>{% for task in tasks %}<tr><td>{{ task.title }}{% endfor %}</table>"


def main(database: str, port: int) -> None:
    engine = create_engine(f"sqlite:///{database}")
    app = Flask(__name__)

    @app.get("/healthz")
    def alive() -> str:
        return "ok"

    @app.get("/")
    def page() -> str:
        with Session(engine) as session:
            tasks = session.scalars(select(Task).order_by(Task.id).limit(20)).all()
            return render_template_string(PAGE, tasks=tasks)

    serve(app, host="127.0.0.1", port=port, _quiet=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
