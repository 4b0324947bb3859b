#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""islegen's own tests: a small schema against what it must become (expected/), and schemas that are
wrong (malformed/, the first line says what must be said about them). `gen_test.py --update` rewrites
expected/ after a change that was meant."""

import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ISLEGEN = os.path.join(HERE, '..', '..', 'tools', 'islegen', 'islegen')


def run(root, *options, **env):
	return subprocess.run([sys.executable, ISLEGEN, *options, root], capture_output=True, text=True,
			      env=dict(os.environ, **env), check=False)


def small(folder):
	root = os.path.join(folder, 'root')
	shutil.copytree(os.path.join(HERE, 'small'), root)
	return root


def files(root):
	"""Contents by name of all that lies below a folder, apart from the schema."""
	out = {}
	for folder, _, names in os.walk(root):
		for name in names:
			path = os.path.join(folder, name)
			if not name.endswith('.isle'):
				with open(path, encoding='utf-8') as f:
					out[os.path.relpath(path, root)] = f.read()
	return out


def golden(folder):
	root = small(folder)
	done = run(root)
	assert done.returncode == 0, done.stderr
	made, expected = files(root), files(os.path.join(HERE, 'expected'))
	assert sorted(made) == sorted(expected), 'made %s' % sorted(made)
	for name in made:
		assert made[name] == expected[name], '%s differs' % name


def same_twice(folder):
	root = small(folder)
	run(root, PYTHONHASHSEED='1')
	first = files(root)
	shutil.rmtree(root)
	small(folder)
	run(root, PYTHONHASHSEED='2')
	assert files(root) == first


def compiles(folder):
	root = small(folder)
	run(root)
	source = os.path.join(HERE, '..', '..', 'src')
	for name in files(root):
		if not name.startswith(('src', 'include')):
			continue
		for compiler, std, language in (('cc', 'c99', 'c'), ('c++', 'c++11', 'c++')):
			if language == 'c++' and not name.endswith('.h') or not shutil.which(compiler):
				continue
			done = subprocess.run([compiler, '-std=' + std, '-Wall', '-Wextra', '-Werror', '-fsyntax-only', '-x', language,
					       '-I' + os.path.join(root, 'include'), '-I' + os.path.join(root, 'src'), '-I' + source,
					       os.path.join(root, name)], capture_output=True, text=True, check=False)
			assert done.returncode == 0, done.stderr


def check_tells(folder):
	root = small(folder)
	assert run(root, '--check').returncode == 1
	run(root)
	done = run(root, '--check')
	assert done.returncode == 0 and not done.stderr, done.stderr
	assert not run(root).stdout, 'wrote what was the same'
	with open(os.path.join(root, 'include', 'isle', 'limits.h'), 'a', encoding='utf-8') as f:
		f.write('/* by hand */\n')
	done = run(root, '--check')
	assert done.returncode == 1 and 'include/isle/limits.h is not what proto/ says' in done.stderr, done.stderr
	run(root)
	assert run(root, '--check').returncode == 0


def check_left_over(folder):
	root = small(folder)
	run(root)
	with open(os.path.join(root, 'src', 'wire', 'gen', 'old.c'), 'w', encoding='utf-8'):
		pass
	done = run(root, '--check')
	assert done.returncode == 1 and 'src/wire/gen/old.c: nothing makes this file' in done.stderr, done.stderr


def malformed(folder):
	root = small(folder)
	names = sorted(os.listdir(os.path.join(HERE, 'malformed')))
	assert len(names) > 40
	for name in names:
		path = os.path.join(HERE, 'malformed', name)
		with open(path, encoding='utf-8') as f:
			line, text = f.readline()[len('# expect '):].strip().split(': ', 1)
		shutil.copy(path, os.path.join(root, 'proto', 'wrong.isle'))
		done = run(root)
		assert done.returncode == 1, '%s was accepted' % name
		assert done.stderr == 'proto/wrong.isle:%s: error: %s\n' % (line, text), '%s: %s' % (name, done.stderr)
		assert not files(root), '%s: something was written' % name


def usage(folder):
	assert run(small(folder), '--nonsense').returncode == 2
	assert run(os.path.join(folder, 'nowhere')).returncode == 1


CASES = (
	(golden, 'a small schema becomes what it became before'),
	(same_twice, 'the same schema gives the same bytes'),
	(compiles, 'what is made of it compiles as C99, its headers also as C++'),
	(check_tells, '--check tells and writes nothing'),
	(check_left_over, '--check tells of a file that nothing makes any more'),
	(malformed, 'a malformed schema is refused at the right line and nothing is written'),
	(usage, 'an unknown option and a missing folder are refused'),
)


def update():
	with tempfile.TemporaryDirectory() as folder:
		root = small(folder)
		done = run(root)
		assert done.returncode == 0, done.stderr
		expected = os.path.join(HERE, 'expected')
		shutil.rmtree(expected, ignore_errors=True)
		for name, text in files(root).items():
			os.makedirs(os.path.dirname(os.path.join(expected, name)), exist_ok=True)
			with open(os.path.join(expected, name), 'w', encoding='utf-8') as f:
				f.write(text)


def main():
	failed = 0
	for case, sentence in CASES:
		try:
			with tempfile.TemporaryDirectory() as folder:
				case(folder)
			print('ok - gen: ' + sentence)
		except AssertionError as error:
			failed += 1
			print('not ok - gen: %s # %s' % (sentence, ' | '.join(str(error).split('\n'))))
	print('%d passed, %d failed, 0 skipped' % (len(CASES) - failed, failed))
	return 1 if failed else 0


if __name__ == '__main__':
	sys.exit(update() if sys.argv[1:] == ['--update'] else main())
