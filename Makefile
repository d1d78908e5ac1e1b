# make run and make test do all of their own set-up on a fresh Debian or Ubuntu machine that has Swift 6.3.

SHELL := /bin/bash
PACKAGES := libopenblas-dev liblapacke-dev zlib1g-dev pkg-config
# What the service needs besides.
SERVICE_PACKAGES := libsnappy-dev libsqlite3-dev
# -Xcc -march=native changes Swift's code generation too: this is what makes a native build.
BUILD := -c release -Xcc -march=native --explicit-target-dependency-import-check error
TIDEGATE := .build/release/tidegate
# Without it the package has no service, and none of the service's libraries is fetched.
WITH_SERVICE := TIDEGATE_SERVICE=1
# Folder of the real load traces (see datasets/README.md); nothing needs it.
DATA ?= ../shared/data
# Where the peers of `make bench-peers` are installed, and their data written.
export PEERS_VENV ?= /tmp/peers-venv
export PEERS_DATA ?= /tmp/peers-data

.PHONY: help setup setup-service setup-peers build build-service run serve soak test lint format bench bench-peers bench-peers-trees bench-peers-lstm docs models datasets real evaluate examples clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 13

setup: # Install the C libraries that are missing, with sudo where needed
	@missing=(); \
	for package in $(PACKAGES) $(EXTRA_PACKAGES); do \
	  dpkg -s $$package >/dev/null 2>&1 || missing+=($$package); \
	done; \
	if [ $${#missing[@]} -gt 0 ]; then \
	  echo "installing $${missing[*]}"; \
	  sudo=$$([ $$(id -u) -eq 0 ] || echo sudo); \
	  $$sudo apt-get update -qq && $$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $${missing[*]}; \
	fi
	@command -v swift >/dev/null || { echo "swift is not on the PATH; install Swift 6.3 from https://www.swift.org/install" >&2; exit 1; }

setup-service: # The same for the service, in which everything is
	@$(MAKE) --no-print-directory setup EXTRA_PACKAGES="$(SERVICE_PACKAGES)"

build: setup # Build the command in release mode with native code generation; its libraries are all that a fresh clone fetches
	$(if $(wildcard .build/checkouts/hummingbird),$(WITH_SERVICE)) swift build $(BUILD) --product tidegate

build-service: setup-service # The command with the service inside
	$(WITH_SERVICE) swift build $(BUILD) --product tidegate-service

run: build ## Generate metrics, train all three models, drive an unseen day beside the HPA, write out/report.html
	TIDEGATE_COMMIT=$$(git rev-parse --short HEAD 2>/dev/null) $(TIDEGATE) demo --output out

serve: build-service ## Run the service against a simulated shop: http://127.0.0.1:9000
	mkdir -p out/service
	TIDEGATE_COMMIT=$$(git rev-parse --short HEAD 2>/dev/null) .build/release/tidegate-service serve --config deploy/simulator.yaml

setup-peers: # The real programs that the service is tested with, where no system service would be started for them
	@if [ -d /run/systemd/system ] || ! command -v apt-get >/dev/null || [ $$(id -u) -ne 0 ]; then \
	  command -v prometheus >/dev/null && command -v prometheus-alertmanager >/dev/null \
	    || echo "prometheus and prometheus-alertmanager are not installed: tests with them will be skipped"; \
	else $(MAKE) --no-print-directory setup EXTRA_PACKAGES="prometheus prometheus-alertmanager" || true; fi

# Suites that run real programs or processes, which want a machine that does not run a thousand tests beside them.
PEER_SUITES := PrometheusWritingTests|PrometheusReferenceTests|AlertmanagerReferenceTests|ServicePeersTests|ServiceProcessTests|JournalKillTests

test: setup-service setup-peers ## All tests, in release mode
	$(WITH_SERVICE) swift test $(BUILD) --disable-testable-imports --skip '$(PEER_SUITES)'
	$(WITH_SERVICE) swift test $(BUILD) --disable-testable-imports --skip-build --filter '$(PEER_SUITES)'

soak: build-service setup-peers ## The service for long: 24 simulated hours with flat memory, a hundred kills, ten minutes between real programs
	Scripts/soak.py .build/release/tidegate-service
	TIDEGATE_KILLS=100 TIDEGATE_PEER_SECONDS=600 $(WITH_SERVICE) swift test $(BUILD) --disable-testable-imports --filter ServiceTests

lint: ## The formatter in strict mode
	swift format lint --strict --recursive --parallel Package.swift Sources Tests Models Examples

format: # Let the formatter write
	swift format --in-place --recursive --parallel Package.swift Sources Tests Models Examples

bench: build ## Latency, memory and allocations of decisions and of an LSTM
	TIDEGATE_COMMIT=$$(git rev-parse --short HEAD 2>/dev/null) $(TIDEGATE) bench decision --json
	TIDEGATE_COMMIT=$$(git rev-parse --short HEAD 2>/dev/null) $(TIDEGATE) bench decision --workloads 100 --json
	TIDEGATE_COMMIT=$$(git rev-parse --short HEAD 2>/dev/null) $(TIDEGATE) bench lstm --json
	TIDEGATE_COMMIT=$$(git rev-parse --short HEAD 2>/dev/null) $(TIDEGATE) bench lstm --train --json

bench-peers: bench-peers-trees bench-peers-lstm ## Trees and LSTM beside other libraries (QUICK=1: a few minutes)

bench-peers-trees: build # Trees beside LightGBM, XGBoost, scikit-learn, CatBoost and lleaves
	Benchmarks/peers/setup.sh
	TIDEGATE_COMMIT=$$(git rev-parse --short HEAD 2>/dev/null) $(PEERS_VENV)/bin/python Benchmarks/peers/compare.py \
	  --tidegate $(TIDEGATE) $(if $(QUICK),--quick)

bench-peers-lstm: build # The LSTM beside PyTorch, ONNX Runtime and OpenVINO, and without native code; the round trip with PyTorch
	Benchmarks/peers/setup.sh
	swift build -c release --scratch-path .build/baseline --product tidegate
	TIDEGATE_COMMIT=$$(git rev-parse --short HEAD 2>/dev/null) $(PEERS_VENV)/bin/python Benchmarks/peers/compare_lstm.py \
	  --tidegate $(TIDEGATE) --baseline .build/baseline/release/tidegate $(if $(QUICK),--quick)
	$(PEERS_VENV)/bin/python Benchmarks/peers/lstm_roundtrip.py --tidegate $(TIDEGATE)

models: build ## Train the shipped models anew and put them into the binary's sources
	$(TIDEGATE) generate --scenario web-shop --days 14 --seed 1 --output .build/models.csv --labels .build/models-labels.csv
	$(TIDEGATE) train forecaster --input .build/models.csv --replica-capacity 42.5 --seed 1 --output Models/forecaster
	$(TIDEGATE) train detector --input .build/models.csv --labels .build/models-labels.csv --adaptive --seed 1 --output Models/detector
	Scripts/embed-models.sh

datasets: build # Write the small synthetic sets of datasets/ anew
	$(TIDEGATE) generate --scenario web-shop --days 3 --seed 1 --output datasets/web-shop-3d.csv --labels datasets/web-shop-3d-labels.csv
	$(TIDEGATE) generate --scenario flash-crowd --days 3 --seed 2 --output datasets/flash-crowd-3d.csv --labels datasets/flash-crowd-3d-labels.csv

real: build ## Replay two real traces from DATA=DIR beside the HPA and the oracle
	$(TIDEGATE) simulate --trace $(DATA)/load/WORLDCUP98/worldcup98_1min.csv.gz --column requests --interval 60 --from-row 29237 --startup 60 --policy tidegate,hpa,oracle --report out/worldcup98
	$(TIDEGATE) simulate --trace $(DATA)/load/NASA-HTTP-1995/nasa_1min.csv.gz --column requests --interval 60 --from-row 21120 --startup 60 --policy tidegate,hpa,oracle --report out/nasa

evaluate: build ## All tables of policies, forecasts and detectors on the recorded data of DATA=DIR, into out/evaluate
	TIDEGATE_COMMIT=$$(git rev-parse --short HEAD 2>/dev/null) $(TIDEGATE) evaluate scaling --data $(DATA) --output out/evaluate
	$(TIDEGATE) evaluate forecasts --data $(DATA) --output out/evaluate
	for model in streaming range forest bands random null; do \
	  $(TIDEGATE) evaluate nab --data $(DATA)/anomaly/NAB --model $$model --output out/evaluate/nab-$$model; \
	done
	$(TIDEGATE) evaluate detectors --data $(DATA)/anomaly --sets smd,asd,jumpstarterd2 --threads 1 --output out/evaluate
	$(TIDEGATE) evaluate changes --data $(DATA)/anomaly

examples: build # The README's examples, as CI runs them
	Examples/run.sh

docs: setup ## Build the DocC archive of every room into .build/docs
	Scripts/build-docs.sh

clean: # Remove what was built and written
	rm -rf .build .build-* out
