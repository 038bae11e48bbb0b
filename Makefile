# The two commands of the README are `make demo` and `make test`; the others are for people who work on Sluice.
SHELL := /bin/bash
MVN := mvn -B -ntp -q -Dstyle.color=never
SOURCES := $(shell find pom.xml crds operator runners dev -name target -prune -o -type f \
  \( -name '*.java' -o -name 'pom.xml' -o -path '*/src/main/resources/*' \) -print)

.PHONY: help demo test build crds bench bench-data images e2e format clean

help:
	@echo 'make demo    run an example end to end on this machine (ROWS= DATA= EXAMPLE= OUT= WAREHOUSE= KEEP=1)'
	@echo 'make test    all tests'
	@echo 'make build   compile and package everything, without tests'
	@echo 'make crds    generate crds/*.yaml and docs/reference.md from the API types'
	@echo 'make bench   measure the operator beside the least that any controller costs'
	@echo 'make bench-data  measure the runners beside plain tools (ROWS= REPEATS= STEPS=)'
	@echo 'make images  build the container images, without a container engine (FROM= TAG= PUSH=)'
	@echo 'make e2e     install the chart on real containers and run the examples there (needs root)'
	@echo 'make format  format the Java sources'

demo: build
	@dev/demo

test: build
	@dev/test

# Maven, and what is needed beside it (Kubernetes, an object store, dbt), do not wait for each other.
build:
	@dev/prepare & prepare=$$!; \
	$(MAKE) --no-print-directory target/built || { kill $$prepare 2>/dev/null; wait; exit 1; }; \
	wait $$prepare

target/built: $(SOURCES)
	@echo 'Building Sluice (the first time takes a few minutes) ...'
	@$(MVN) install -DskipTests -Dspotless.check.skip -Denforcer.skip
	@mkdir -p target && touch target/built

crds:
	@$(MVN) -pl crds -am process-test-classes -Dsluice.generate -Dspotless.check.skip

bench: build
	@bench/run

bench-data: build
	@bench/data/run

images: build
	@dev/images/build

e2e: build
	@e2e/run

format:
	@$(MVN) spotless:apply

clean:
	@$(MVN) clean && rm -rf target
