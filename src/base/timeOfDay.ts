/** `12:03:11.871`, in local time; `at` in milliseconds since the epoch. */
export function timeOfDay(at: number): string {
  const date = new Date(at);
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => pad(part, 2)).join(':');
  return `${clock}.${pad(date.getMilliseconds(), 3)}`;
}

function pad(number: number, width: number): string {
  return String(number).padStart(width, '0');
}
