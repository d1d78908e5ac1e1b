"""lleaves_build.py MODEL.txt OUT.o : compiles a LightGBM model with lleaves, in the venv of requirements-lleaves.txt, whose
llvmlite is older than others want."""
import sys

import lleaves

lleaves.Model(model_file=sys.argv[1]).compile(cache=sys.argv[2])
