import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

const SEAM = {
  group: ['@tauri-apps/*', '**/bindings', '**/bindings.ts'],
  message: 'Only lib/host talks to the shell: use `host` from lib/host.',
};

export default ts.config(
  { ignores: ['dist', 'node_modules', 'src/lib/bindings.ts'] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.browser } },
    rules: {
      'no-console': 'error',
      'no-undef': 'off',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/no-dynamic-delete': 'off',
      'no-restricted-imports': ['error', { patterns: [SEAM] }],
      'no-restricted-syntax': [
        'error',
        {
          selector: 'CallExpression[callee.property.name=/^toLocale(Date|Time)?String$/]',
          message: 'Numbers and times are written by `number` of texts and `localTime` of lib/time.',
        },
      ],
      // `{'…'}` is how a template keeps a space or a brace.
      'svelte/no-useless-mustaches': 'off',
      // `{#each}` over plain collections; the reactive ones here are replaced, never mutated.
      'svelte/prefer-svelte-reactivity': 'off',
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'], svelteConfig } },
    rules: { 'prefer-const': 'off', 'svelte/prefer-const': 'error' },
  },
  {
    // What is shared knows no domain: no stores, no other components; of the host the types alone.
    files: ['src/components/shared/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            SEAM,
            { group: ['**/stores/**', '../*/**', '!../../**'], message: 'components/shared imports no domain.' },
            {
              group: ['**/lib/host', '**/lib/host/*', '**/lib/actions'],
              allowTypeImports: true,
              message: 'Types only.',
            },
          ].filter((pattern) => !('allowTypeImports' in pattern)),
        },
      ],
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['**/lib/host', '**/lib/host/*', '**/lib/actions'],
              allowTypeImports: true,
              message: 'Types only.',
            },
          ],
        },
      ],
    },
  },
  { files: ['src/lib/host/**'], rules: { 'no-restricted-imports': 'off' } },
);
