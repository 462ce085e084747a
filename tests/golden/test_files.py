"""Files are written whole or line by line, through what is no regular file, and a failure leaves nothing behind."""

import os
import pty
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest

from goldstep.golden import destination, files
from goldstep.golden.files import CannotWrite, Growing, check_writable, write_whole

NOBODY = 65534


def grown(path, content):
    with Growing(path) as file:
        for line in content.decode().splitlines():
            file.write(line)


@pytest.fixture(params=[write_whole, grown], ids=["whole", "growing"])
def write(request):
    """Both ways of writing; they obey the same rules about what is written where."""
    return request.param


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


class TestRegularFiles:
    def test_a_new_file_obeys_the_umask(self, write, tmp_path):
        before = os.umask(0o027)
        try:
            write(tmp_path / "new", b"one\n")
        finally:
            os.umask(before)
        assert (tmp_path / "new").read_bytes() == b"one\n"
        assert mode(tmp_path / "new") == 0o640
        assert names(tmp_path) == ["new"]

    @pytest.mark.parametrize("bits", [0o600, 0o664, 0o666, 0o755])
    def test_an_old_one_keeps_its_mode(self, write, tmp_path, bits):
        path = tmp_path / "old"
        path.write_bytes(b"a much longer content than what comes\n")
        path.chmod(bits)
        write(path, b"new\n")
        assert path.read_bytes() == b"new\n"
        assert mode(path) == bits
        assert names(tmp_path) == ["old"]

    @pytest.mark.skipif(os.getuid() != 0, reason="only root may give files away")
    def test_an_old_one_keeps_its_owner(self, write, tmp_path):
        path = tmp_path / "old"
        path.write_bytes(b"old\n")
        os.chown(path, NOBODY, NOBODY)
        write(path, b"new\n")
        assert (path.stat().st_uid, path.stat().st_gid) == (NOBODY, NOBODY)

    def test_folders_that_are_missing_are_made(self, write, tmp_path):
        write(tmp_path / "a" / "b" / "new", b"one\n")
        assert (tmp_path / "a" / "b" / "new").read_bytes() == b"one\n"

    def test_a_path_without_a_folder(self, write, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        write("new", b"one\n")
        assert names(tmp_path) == ["new"]


class TestLinks:
    def test_a_link_is_followed(self, write, tmp_path):
        (tmp_path / "folder").mkdir()
        target, link, second = tmp_path / "folder" / "target", tmp_path / "link", tmp_path / "second"
        target.write_bytes(b"old\n")
        target.chmod(0o600)
        link.symlink_to("folder/target")  # relative to where the link lies
        second.symlink_to(link)
        write(second, b"new\n")
        assert target.read_bytes() == b"new\n"
        assert mode(target) == 0o600
        assert link.is_symlink()
        assert second.is_symlink()
        assert names(tmp_path / "folder") == ["target"]

    def test_a_dangling_link_makes_its_target(self, write, tmp_path):
        (tmp_path / "link").symlink_to("none/yet")
        write(tmp_path / "link", b"new\n")
        assert (tmp_path / "none" / "yet").read_bytes() == b"new\n"
        assert (tmp_path / "link").is_symlink()

    def test_a_folder_that_is_a_link(self, write, tmp_path):
        (tmp_path / "real").mkdir()
        (tmp_path / "link").symlink_to("real")
        write(tmp_path / "link" / "new", b"one\n")
        assert names(tmp_path / "real") == ["new"]

    def test_links_in_a_circle(self, write, tmp_path):
        (tmp_path / "a").symlink_to("b")
        (tmp_path / "b").symlink_to("a")
        with pytest.raises(CannotWrite, match=r"cannot write '.*a': Too many levels of symbolic links"):
            write(tmp_path / "a", b"new\n")
        assert names(tmp_path) == ["a", "b"]


class TestThrough:
    """What is no regular file stays what it is, with its mode."""

    @pytest.mark.parametrize("linked", [False, True])
    def test_a_fifo(self, write, tmp_path, linked):
        fifo, path = tmp_path / "fifo", tmp_path / ("link" if linked else "fifo")
        os.mkfifo(fifo, 0o640)
        if linked:
            path.symlink_to(fifo)
        got = []
        reader = threading.Thread(target=lambda: got.append(fifo.read_bytes()), daemon=True)
        reader.start()
        write(path, b"one\ntwo\n")
        reader.join(20)
        assert got == [b"one\ntwo\n"]
        assert stat.S_ISFIFO(fifo.stat().st_mode)
        assert mode(fifo) == 0o640
        assert names(tmp_path) == sorted({"fifo", path.name})

    def test_a_fifo_whose_reader_goes_away(self, tmp_path):
        fifo = tmp_path / "fifo"
        os.mkfifo(fifo)
        reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
        file = Growing(fifo)
        file.write("one")
        os.close(reader)
        with pytest.raises(CannotWrite, match="Broken pipe"):
            file.write("two")
        with pytest.raises(CannotWrite, match="Broken pipe"):
            file.close()

    def test_a_terminal(self, write, tmp_path):
        ours, theirs = pty.openpty()
        try:
            (tmp_path / "link").symlink_to(os.ttyname(theirs))
            write(tmp_path / "link", b"one\n")
            assert os.read(ours, 100) == b"one\r\n"
        finally:
            os.close(ours)
            os.close(theirs)

    @pytest.mark.parametrize("linked", [False, True])
    def test_a_descriptor_goes_on_where_it_is(self, write, tmp_path, linked):
        with (tmp_path / "out").open("wb") as out:
            out.write(b"before\n")
            out.flush()
            path = Path(f"/proc/self/fd/{out.fileno()}")
            if linked:
                (tmp_path / "link").symlink_to(path)
                path = tmp_path / "link"
            write(path, b"one\n")
            out.write(b"after\n")
        assert (tmp_path / "out").read_bytes() == b"before\none\nafter\n"
        assert names(tmp_path) == (["link", "out"] if linked else ["out"])

    def test_a_descriptor_that_is_a_socket(self, write):
        ours, theirs = socket.socketpair()
        with ours, theirs:
            write(f"/proc/self/fd/{ours.fileno()}", b"one\n")
            assert theirs.recv(100) == b"one\n"

    def test_a_descriptor_of_another_process_is_added_to(self, write, tmp_path):
        with (tmp_path / "out").open("wb") as out:
            out.write(b"before\n")
            out.flush()
            other = subprocess.Popen(["sleep", "60"], stdout=out)
        try:
            write(f"/proc/{other.pid}/fd/1", b"one\n")
        finally:
            other.kill()
            other.wait()
        assert (tmp_path / "out").read_bytes() == b"before\none\n"

    @pytest.mark.skipif(shutil.which("bash") is None, reason="process substitution is bash's")
    def test_a_process_substitution(self, write, tmp_path):
        call = f"write_whole(p, b'one\\n') if {write is write_whole} else [Growing(p).write('one')]"
        code = f"import sys; from goldstep.golden.files import *; p = sys.argv[1]; {call}"
        script = f'"{sys.executable}" -W ignore -c "{code}" >(cat > got); wait $!'
        subprocess.run(["bash", "-c", script], cwd=tmp_path, check=True, timeout=60)
        assert (tmp_path / "got").read_bytes() == b"one\n"
        assert names(tmp_path) == ["got"]

    @pytest.mark.parametrize("name", ["99", "none", ""])
    def test_a_descriptor_that_is_none(self, write, name):
        with pytest.raises(CannotWrite, match=r"Bad file descriptor|No such file|Is a directory"):
            write(f"/proc/self/fd/{name}", b"one\n")


class TestRefused:
    @pytest.mark.parametrize("check", [None, check_writable], ids=["at the writing", "before it"])
    @pytest.mark.parametrize(
        ("name", "message"),
        [
            ("folder", "it is a folder"),
            ("folder/", "it is a folder"),
            ("new/", "Is a directory|Not a directory|No such file"),
            ("file/new", "Not a directory"),
            ("socket", "it is a socket"),
            ("n" * 300, "File name too long"),
            ("folder/" * 1000 + "new", "File name too long"),
            ("a\0b", "embedded null byte"),
        ],
    )
    def test_a_place_for_no_file(self, write, tmp_path, monkeypatch, check, name, message):
        monkeypatch.chdir(tmp_path)
        (tmp_path / "folder").mkdir()
        (tmp_path / "file").write_bytes(b"old")
        with socket.socket(socket.AF_UNIX) as door:
            door.bind("socket")
        before = names(tmp_path)
        if check and name == "new/":
            pytest.skip("nothing is made to find out")
        with pytest.raises(CannotWrite, match=f"cannot write '.*': ({message})"):
            check(name) if check else write(name, b"new\n")
        assert names(tmp_path) == before
        assert names(tmp_path / "folder") == []
        assert (tmp_path / "file").read_bytes() == b"old"

    def test_the_folder_where_we_are_is_gone(self, write, tmp_path, monkeypatch):
        (tmp_path / "gone").mkdir()
        monkeypatch.chdir(tmp_path / "gone")
        (tmp_path / "gone").rmdir()
        with pytest.raises(CannotWrite, match="No such file or directory"):
            write("new", b"one\n")

    def test_checking_writes_nothing(self, tmp_path):
        (tmp_path / "old").write_bytes(b"old")
        check_writable(tmp_path / "old")
        check_writable(tmp_path / "new")
        check_writable(tmp_path / "none" / "yet")
        assert names(tmp_path) == ["old"]
        assert (tmp_path / "old").read_bytes() == b"old"


@pytest.fixture
def shared():
    """A folder that another user can reach, as pytest's cannot be."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o777)
        yield Path(folder)
        os.chmod(folder, 0o777)


def told(folder, call, before):
    """What CannotWrite says, of a call in a process that did something `before`, once all was imported."""
    program = f"""
import os, resource
from goldstep.golden.files import *
os.chdir({str(folder)!r})
{before}
try:
    {call}
except CannotWrite as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert done.stderr == ""
    return done.stdout


AS_NOBODY = f"os.getuid() or [os.setgroups([]), os.setgid({NOBODY}), os.setuid({NOBODY})]"  # root may do all
CALLS = ["write_whole('x', b'new')", "Growing('x').write('new')", "check_writable('x')"]


@pytest.mark.parametrize("call", CALLS)
class TestPermissions:
    def test_a_folder_that_is_not_ours(self, shared, call):
        shared.chmod(0o555)
        if os.getuid() == 0:
            os.chown(shared, 0, 0)
        assert told(shared, call, AS_NOBODY) in (
            "cannot write 'x': Permission denied\n",
            f"cannot write 'x': no permission to write in {shared}\n",
        )
        assert names(shared) == []

    def test_a_file_that_is_write_protected(self, shared, call):
        (shared / "x").write_bytes(b"old")
        (shared / "x").chmod(0o444)
        assert told(shared, call, AS_NOBODY) == "cannot write 'x': Permission denied\n"
        assert names(shared) == ["x"]
        assert (shared / "x").read_bytes() == b"old"


@pytest.mark.parametrize("call", ["write_whole('a/x', b'n' * 200)", "Growing('a/x').write('n' * 200)"])
def test_a_full_disk(shared, call):
    """A limit on the size of files, which a write that exceeds it meets as it meets a full disk."""
    shown = told(shared, call, "resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))")
    assert shown == "cannot write 'a/x': File too large\n"
    whole = call.startswith("write")
    assert names(shared) == ([] if whole else ["a"])  # what grows keeps what it has


class TestInterrupted:
    @pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # a file between open and with
    @pytest.mark.parametrize("exists", [True, False])
    def test_at_any_line_there_is_the_old_file_or_the_new_one_and_no_other(self, tmp_path, exists):
        """A KeyboardInterrupt before each line in turn that runs."""
        seen = set()
        for moment in range(1, 1000):
            path = tmp_path / str(moment) / "x"
            if exists:
                path.parent.mkdir()
                path.write_bytes(b"old")
            if not interrupted(moment, path):
                break
            content = path.read_bytes() if path.exists() else None
            seen.add(content)
            assert content in (b"old" if exists else None, b"new")
            assert not path.parent.exists() or names(path.parent) in ([], ["x"])
        assert moment > 20
        assert seen == {b"old" if exists else None, b"new"}

    def test_a_killed_process_leaves_the_lines_that_it_wrote(self, tmp_path):
        path = tmp_path / "x"
        path.write_text("of an earlier run, and longer than what comes\n")
        code = "import sys, time; from goldstep.golden.files import Growing; f = Growing(sys.argv[1])\n"
        code += "f.write('one'); f.write('two'); print(flush=True); time.sleep(60)"
        process = subprocess.Popen([sys.executable, "-c", code, path], stdout=subprocess.PIPE)
        with process.stdout:
            process.stdout.readline()
            process.send_signal(signal.SIGKILL)
            process.wait()
        assert path.read_text() == "one\ntwo\n"
        assert names(tmp_path) == ["x"]

    def test_a_reader_sees_each_line_at_once(self, tmp_path):
        with Growing(tmp_path / "x") as file:
            file.write("one")
            assert (tmp_path / "x").read_text() == "one\n"
            file.write("zwei ü")
            assert (tmp_path / "x").read_text(encoding="utf-8") == "one\nzwei ü\n"


def interrupted(moment, path):
    """Whether writing was interrupted at its `moment`-th line; it is over before that at last."""
    count = 0

    def trace(frame, event, argument):
        nonlocal count
        if frame.f_code.co_filename not in (files.__file__, destination.__file__):
            return None
        if event == "line":
            count += 1
            if count == moment:
                raise KeyboardInterrupt
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        write_whole(path, b"new")
    except KeyboardInterrupt:
        return True
    finally:
        sys.settrace(before)
    return False
