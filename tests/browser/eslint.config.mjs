// eslint.config.mjs - what is looked for in our scripts beside what tsc finds; packaging/lint runs it.
import js from "@eslint/js";
import globals from "globals";

const rules = {
	...js.configs.recommended.rules,
	"consistent-return": "error",
	"eqeqeq": ["error", "always"],
	"no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
	"no-useless-concat": "error",
	"no-var": "error",
	"object-shorthand": "error",
	"prefer-const": "error",
};

export default [
	{ ignores: ["**/node_modules/**", "web/static/hls.js"] },
	{ files: ["web/static/*.js"], languageOptions: { globals: globals.browser }, rules },
	{ files: ["**/*.mjs"], languageOptions: { globals: { ...globals.node, ...globals.browser } }, rules },
];
