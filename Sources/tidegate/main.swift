// The command without the service: what `make run` builds.

import Commands

Tidegate.main()
