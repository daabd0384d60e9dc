# make run    建好环境，演示一遍完整的监测（模拟网站，只用本机端口）
# make test   建好环境，检查代码并运行全部测试
# make check  只检查代码：ruff、mypy、import-linter
# make bench  运行 bench/ 下的性能对比

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run test quick check bench setup-run setup-test

help:
	@sed -n 's/^# make/make/p' Makefile

setup-run:
	@sh scripts/setup.sh run

setup-test:
	@sh scripts/setup.sh test

run: setup-run
	@echo '== 演示：fazhiwatch demo'
	@.venv/bin/fazhiwatch demo

quick: setup-test
	@echo '== 代码检查：ruff check'
	@.venv/bin/ruff check .
	@echo '== 格式检查：ruff format --check'
	@.venv/bin/ruff format --check .
	@echo '== 分层检查：lint-imports'
	@.venv/bin/lint-imports

check: quick
	@echo '== 类型检查：mypy'
	@.venv/bin/mypy
	@echo '== 代码检查全部通过'

# mypy keeps one processor busy for a minute, the tests seldom all of them: they run side by side
test: quick
	@echo '== 类型检查（mypy）和测试（pytest）同时进行'
	@.venv/bin/mypy >.venv/mypy.log 2>&1 & types=$$!; \
	.venv/bin/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder; tests=$$?; \
	wait $$types || { echo '== 类型检查没有通过：'; cat .venv/mypy.log; exit 1; }; \
	exit $$tests

bench: setup-run
	@sh bench/setup.sh
	@echo '== 性能对比：数字取决于本机，各方在同一次运行中轮流测量'
	@for script in bench/*.py; do echo "== $$script"; .venv-bench/bin/python -m "bench.$$(basename "$$script" .py)" || exit 1; done
