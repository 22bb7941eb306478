import type { Instant, LegalDate } from '../../shared/time.js'
import { shiftDate } from './day-number.js'

/** A day that something is due, as a calendar shows it. */
export interface CalendarEvent {
  /** The same for ever, so that a day that moves is moved and not doubled. */
  uid: string
  /** When it was last changed (DTSTAMP, 3.8.7.2): without a METHOD it is the time of the last revision. */
  stamp: Instant
  on: LegalDate
  summary: string
  description: string
  /** Its lamp; absent: none burns. */
  category?: string
}

/** Octets of a line, without its end (RFC 5545, 3.1). */
const MOST_OCTETS = 75

/** Days as iCalendar (RFC 5545): whole days without a time zone, since a limit ends with its day wherever it is looked at. */
export function calendarText(events: readonly CalendarEvent[], name: string): string {
  return [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Yichuang//Due days//ZH',
    'CALSCALE:GREGORIAN',
    `X-WR-CALNAME:${escaped(name)}`,
    'REFRESH-INTERVAL;VALUE=DURATION:PT1H',
    ...events.flatMap(linesOf),
    'END:VCALENDAR',
  ]
    .map((line) => `${folded(line)}\r\n`)
    .join('')
}

const linesOf = ({ uid, stamp, on, summary, description, category }: CalendarEvent): string[] => [
  'BEGIN:VEVENT',
  `UID:${escaped(uid)}`,
  `DTSTAMP:${stamp.slice(0, 19).replaceAll(/[-:]/g, '')}Z`,
  `DTSTART;VALUE=DATE:${compact(on)}`,
  // The end is the first day that is not of it any more.
  `DTEND;VALUE=DATE:${compact(shiftDate(on, 1))}`,
  `SUMMARY:${escaped(summary)}`,
  `DESCRIPTION:${escaped(description)}`,
  ...(category === undefined ? [] : [`CATEGORIES:${escaped(category)}`]),
  'TRANSP:TRANSPARENT',
  'END:VEVENT',
]

const compact = (day: LegalDate): string => day.replaceAll('-', '')

/** RFC 5545, 3.3.11; what is no text has no place in a calendar. */
const escaped = (text: string): string =>
  text
    .replaceAll(/[\\;,]/g, '\\$&')
    .replaceAll(/\r?\n/g, '\\n')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they would end a line
    .replaceAll(/[\u0000-\u001f\u007f]/g, '')

/** A long line goes on after a blank; a character is never torn apart. */
function folded(line: string): string {
  const lines: string[] = []
  let current = ''
  let octets = 0
  for (const character of line) {
    const size = Buffer.byteLength(character)
    if (octets + size > MOST_OCTETS) {
      lines.push(current)
      current = ' '
      octets = 1
    }
    current += character
    octets += size
  }
  return [...lines, current].join('\r\n')
}
