import { message, type Message } from '../../base/message';

/** Says of an option that it has a value which PM2 refuses: where it stands, its name, the value, and what PM2 takes. */
export type DescribeField = (line: number, option: string, given: string) => Message;

export const needsText: DescribeField = (line, option, given) =>
  message('package.json, line {0}: "{1}" is {2}, but must be a text.', line, option, given);

export const needsFlag: DescribeField = (line, option, given) =>
  message('package.json, line {0}: "{1}" is {2}, but must be true or false, without quotes.', line, option, given);

export const needsNumber: DescribeField = (line, option, given) =>
  message('package.json, line {0}: "{1}" is {2}, but must be a number.', line, option, given);

export const needsMilliseconds: DescribeField = (line, option, given) =>
  message('package.json, line {0}: "{1}" is {2}, but must be a number of milliseconds.', line, option, given);

export const needsDuration: DescribeField = (line, option, given) =>
  message(
    'package.json, line {0}: "{1}" is {2}, but must be a number of milliseconds, at least 100, or like "10s", "5m", "1h".',
    line,
    option,
    given,
  );

export const needsSize: DescribeField = (line, option, given) =>
  message(
    'package.json, line {0}: "{1}" is {2}, but must be a number of bytes, or like "500K", "200M", "1G".',
    line,
    option,
    given,
  );

export const needsList: DescribeField = (line, option, given) =>
  message('package.json, line {0}: "{1}" is {2}, but must be a text or a list of texts.', line, option, given);

export const needsExitCodes: DescribeField = (line, option, given) =>
  message('package.json, line {0}: "{1}" is {2}, but must be an exit code or a list of them.', line, option, given);

export const needsFlagOrList: DescribeField = (line, option, given) =>
  message('package.json, line {0}: "{1}" is {2}, but must be true, false or a list of texts.', line, option, given);

export const needsFlagOrText: DescribeField = (line, option, given) =>
  message('package.json, line {0}: "{1}" is {2}, but must be true, false or a text.', line, option, given);

export const needsObject: DescribeField = (line, option, given) =>
  message('package.json, line {0}: "{1}" is {2}, but must be an object, {"name": "value"}.', line, option, given);

export const needsMode: DescribeField = (line, option, given) =>
  message('package.json, line {0}: "{1}" is {2}, but must be "fork" or "cluster".', line, option, given);
