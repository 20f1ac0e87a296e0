/** A bundle of its own (`dist/parser.js`): half a megabyte that most saves never need. */
export { parse } from '@babel/parser';
