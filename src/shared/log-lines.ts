const LEVELS: Record<number, string> = {
  10: 'trace',
  20: 'debug',
  30: 'info ',
  40: 'WARN ',
  50: 'ERROR',
  60: 'FATAL',
}

/** What a line is made of in every case; the rest is told behind the message. */
const HEAD = new Set(['level', 'time', 'msg'])

/**
 * A line of the log for somebody at a terminal: time, level, message and what stands beside it. The same facts as the
 * JSON line, none more; what is no JSON object is passed on as it is.
 */
export function readableLine(json: string): string {
  const line = parse(json)
  if (line === undefined) return json
  const { level, time, msg = '' } = line
  const clock = typeof time === 'number' ? new Date(time).toTimeString().slice(0, 8) : ''
  const beside = Object.entries(line)
    .filter(([name]) => !HEAD.has(name))
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
  return `${[clock, LEVELS[Number(level)] ?? String(level), printable(String(msg)), ...beside.map(printable)].join(' ')}\n`
}

interface Line {
  level?: unknown
  time?: unknown
  msg?: unknown
}

function parse(json: string): Line | undefined {
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

/** A terminal obeys control characters: what came from outside must not write with them. */
const printable = (text: string): string =>
  text.replace(
    /[\p{Cc}\p{Cf}\u2028\u2029]/gu,
    (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  )
