import type { EventSnapshot } from '../shared/event';
import type { IssueSnapshot } from '../shared/issue';
import type { ApiEvent, ApiIssue } from './api';
import { perMinute } from './eventRate';

/** An issue as other extensions see it. */
export function apiIssue(issue: IssueSnapshot): ApiIssue {
  const { message, name, origin, count, firstAt, lastAt, generation, frames, metadata } = issue;
  const place = frames.find(({ isOwn, file }) => isOwn && file !== undefined);
  return {
    message,
    ...(name !== undefined && { name }),
    ...{ origin, count, firstAt, lastAt, generation },
    ...(place?.file !== undefined && {
      place: {
        file: place.file,
        ...(place.line !== undefined && { line: place.line }),
        ...(place.column !== undefined && { column: place.column }),
      },
    }),
    stack: frames.map(({ call, location }) => (call === undefined ? location : `${call} (${location})`)),
    ...(metadata !== undefined && { metadata }),
  };
}

/** An event as other extensions see it; `now` in milliseconds since the epoch. */
export function apiEvent(event: EventSnapshot, now: number): ApiEvent {
  const { name, count, sinceSave, lastAt, recent } = event;
  const [last] = recent;
  return {
    ...{ name, count, sinceSave, perMinute: perMinute(event, now), lastAt },
    ...(last && { lastPayload: last.payload }),
  };
}
