module sluice.dev/bench/plbench

go 1.24
