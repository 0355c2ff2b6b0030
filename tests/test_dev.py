"""The promises of ./dev and its lock files that hold without building an environment."""

import ast
import importlib.machinery
import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from config import PROJECT


@pytest.fixture
def dev(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script as a module, with its environment in a folder of the test."""
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    loader = importlib.machinery.SourceFileLoader("dev", str(PROJECT / "dev"))
    spec = importlib.util.spec_from_loader("dev", loader)
    assert spec
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    module.ROOT = tmp_path
    module.VENV = tmp_path / ".venv"
    module.PYTHON = module.VENV / "bin" / "python"
    module.LAUNCHER = module.VENV / "bin" / "wiedervorlage"
    module.STAMP = module.VENV / "stamp"
    return module


def pins(lock: str) -> dict[str, str]:
    """Package and marker to version, as the lock file `lock` says it."""
    found = re.findall(r"^(\S+)==(\S+?)( ;.*)? \\$", (PROJECT / lock).read_text(), re.MULTILINE)
    return {name + marker: version for name, version, marker in found}


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-test.lock"])
def test_a_lock_names_no_download_host_and_no_folder(lock: str) -> None:
    text = (PROJECT / lock).read_text()

    assert re.findall(r"://|--index|--find-links|@ |(?<!\.)/\w+", text) == []


def test_the_runtime_lock_is_part_of_the_test_lock() -> None:
    runtime = pins("requirements.lock")

    assert len(runtime) > 30
    assert runtime.items() <= pins("requirements-test.lock").items()


def test_older_pythons_can_read_the_script_that_turns_them_away() -> None:
    source = (PROJECT / "dev").read_text()

    tree = ast.parse(source, feature_version=(3, 7))

    question = next(node for node in tree.body if isinstance(node, ast.If))
    before = [node for node in tree.body if node.lineno < question.lineno]
    assert ast.unparse(question.test) == "sys.version_info < (3, 11)"
    assert [ast.unparse(node) for node in before[1:]] == ["import sys"]


def build(dev: ModuleType, lock: Path) -> None:
    def make_empty(_lock: Path) -> None:
        site = f"lib/python3.{sys.version_info.minor}/site-packages"
        (dev.VENV / site).mkdir(parents=True)
        dev.PYTHON.parent.mkdir()
        dev.PYTHON.symlink_to(sys.executable)

    dev.install = make_empty
    dev.build_environment(lock)


def test_an_environment_is_ready_until_its_lock_changes(dev: ModuleType, tmp_path: Path) -> None:
    lock = tmp_path / "some.lock"
    lock.write_text("a==1\n")
    build(dev, lock)
    ready_before = dev.is_ready(lock)

    lock.write_text("a==2\n")

    assert ready_before
    assert not dev.is_ready(lock)


def test_run_accepts_the_environment_of_the_tests(dev: ModuleType, tmp_path: Path) -> None:
    runtime, tests = tmp_path / "runtime.lock", tmp_path / "tests.lock"
    runtime.write_text("a==1\n")
    tests.write_text("a==1\nb==1\n")
    build(dev, tests)
    dev.install = pytest.fail

    dev.ensure_environment(runtime, tests)

    assert dev.is_ready(tests)


def test_a_failed_set_up_leaves_the_old_environment_and_no_half_one(
    dev: ModuleType, tmp_path: Path
) -> None:
    old, new = tmp_path / "old.lock", tmp_path / "new.lock"
    old.write_text("a==1\n")
    new.write_text("a==2\n")

    def break_off(_lock: Path) -> None:
        dev.VENV.mkdir()
        raise dev.SetupFailed("no network")

    dev.install, whole = break_off, dev.install
    with pytest.raises(dev.SetupFailed):
        dev.build_environment(new)
    nothing_left = not dev.VENV.exists()
    dev.install = whole
    build(dev, old)
    dev.install = break_off
    with pytest.raises(dev.SetupFailed):
        dev.build_environment(new)

    assert nothing_left
    assert dev.is_ready(old)


def test_the_launcher_works_from_a_folder_with_spaces(dev: ModuleType, tmp_path: Path) -> None:
    folder = tmp_path / "my plans"
    (folder / "app").mkdir(parents=True)
    (folder / "app" / "cli.py").write_text("import sys\ndef main(): print(sys.argv[1:])\n")
    script = folder / "wiedervorlage"
    python = folder / "python"
    python.symlink_to(sys.executable)
    script.write_text(dev.launcher(python))
    script.chmod(0o755)

    answer = subprocess.run(
        [script, "user", "list now"], capture_output=True, text=True, check=True, cwd=folder
    )

    assert answer.stdout == "['user', 'list now']\n"


@pytest.mark.parametrize(
    ("arguments", "chosen"),
    [
        (["tests/domain", "-q"], False),
        (["-n", "4"], True),
        (["-n0"], True),
        (["-p", "no:xdist"], True),
        (["--nightly"], False),
    ],
)
def test_it_leaves_the_number_of_workers_to_who_names_one(
    dev: ModuleType, arguments: list[str], chosen: bool
) -> None:
    assert dev.chooses_workers(arguments) is chosen


def test_a_fresh_start_removes_the_embedded_database_alone(
    dev: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("WIEDERVORLAGE_DATABASE_URL", raising=False)
    monkeypatch.setenv("WIEDERVORLAGE_INSTANCE_DIR", str(tmp_path))
    for name in (
        "wiedervorlage.db",
        "wiedervorlage.db-wal",
        "wiedervorlage.db-shm",
        "settings.toml",
    ):
        (tmp_path / name).touch()

    dev.remove_embedded_database()

    assert [file.name for file in tmp_path.iterdir()] == ["settings.toml"]


def test_a_fresh_start_refuses_to_touch_another_database(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WIEDERVORLAGE_DATABASE_URL", "postgresql+psycopg://localhost/plan")

    with pytest.raises(dev.SetupFailed, match="embedded database only"):
        dev.remove_embedded_database()
