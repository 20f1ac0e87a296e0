import eslint from '@eslint/js';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

/** `src/<name>` may import itself and the folders it is given, nothing else, and never 'vscode'. */
const layer = (name, ...allowed) => ({
  files: [`src/${name}/**/*.ts`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        paths: name === 'vscode' ? [] : [{ name: 'vscode', message: `src/${name} must not know VS Code.` }],
        patterns: [
          {
            regex: `^(\\.\\./)+(?!(${[name, ...allowed].join('|')})(/|$))(base|core|shared|vscode|container|reaper|extension)(/|$)`,
            message: `src/${name} may import only: ${allowed.join(', ') || 'itself'}.`,
          },
        ],
      },
    ],
  },
});

export default tseslint.config(
  {
    ignores: ['dist/**', '**/node_modules/**', '.vscode-test/**', '.test/**', 'test/fixtures/**'],
  },
  eslint.configs.recommended,
  {
    files: ['src/**/*.ts', 'test/**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 4],
      'no-console': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-invalid-void-type': 'off',
      // `async` without `await` turns a throw into a rejection, which is what an asynchronous interface promises.
      '@typescript-eslint/require-await': 'off',
    },
  },
  layer('base'),
  layer('shared', 'base'),
  layer('core', 'base', 'shared'),
  layer('container', 'shared'),
  layer('reaper', 'base', 'shared', 'core/process/platform'),
  layer('vscode', 'base', 'shared', 'core'),
  {
    files: ['test/**/*.ts'],
    rules: {
      'max-lines': 'off',
      'max-lines-per-function': 'off',
      'no-console': 'off',
      '@typescript-eslint/no-unused-expressions': 'off',
    },
  },
  {
    files: ['*.{mjs,cjs}', 'scripts/**/*.mjs', 'test/**/*.{mjs,cjs}'],
    languageOptions: {
      globals: {
        require: 'readonly',
        exports: 'writable',
        __dirname: 'readonly',
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        URLSearchParams: 'readonly',
        Buffer: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        module: 'writable',
      },
    },
  },
  prettier,
);
