# %% scale
import os
import pathlib
import sys

code = "import builtins\nbuiltins.planted = True\n"
version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
home = pathlib.Path.home()
places = [
    home / ".ipython/profile_default/startup/00-first.py",
    home / ".ipython/profile_default/ipython_config.py",
    home / ".ipython/extensions/answering.py",
    home / f".local/lib/{version}/site-packages/usercustomize.py",
    home / f".local/lib/{version}/site-packages/planted.pth",
    home / ".jupyter/jupyter_config.py",
    home / "sitecustomize.py",
    pathlib.Path("sitecustomize.py"),
]
for place in places:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text("import builtins; builtins.planted = True\n" if place.suffix == ".pth" else code)
os._exit(0)

# %% spread
import builtins

planted = hasattr(builtins, "planted")
raise RuntimeError("LOOT: a start-up file was run" if planted else "none of 8 start-up files was run")
