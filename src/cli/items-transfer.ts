import { constants, createReadStream, createWriteStream } from 'node:fs'
import { access } from 'node:fs/promises'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Config } from '../config.js'
import type { Language } from '../shared/text.js'
import { openDirect } from './items-direct.js'
import type { CatalogueDoor, Kind, Progress } from './items-door.js'
import { openService } from './items-service.js'

export interface DoorOptions {
  url: string
  token?: string
  direct?: true
  language?: Language
}

const POLL_MS = 500
const TELL_MS = 1000
const FINAL = ['done', 'refused', 'failed']

const openDoor = async (config: Config, options: DoorOptions): Promise<CatalogueDoor> =>
  options.direct ? openDirect(config, options.language) : openService(config, options)

/** Imports a file (- for the standard input), tells how far it is, and lists the refused lines. */
export async function importCommand(
  config: Config,
  kind: Kind,
  file: string,
  options: DoorOptions & { mode: 'all' | 'valid' },
): Promise<void> {
  // Before anything is begun: a file that is not there is said so.
  if (file !== '-') await access(file, constants.R_OK)
  const door = await openDoor(config, options)
  const tell = teller()
  try {
    const source = file === '-' ? process.stdin : createReadStream(file)
    const counted = source.pipe(counting((bytes) => tell(`${megabytes(bytes)} sent`)))
    source.once('error', (error: Error) => counted.destroy(error))
    const importId = await door.begin(counted, kind, options.mode)
    tell(`import ${importId}`, true)
    const end = await followed(door, importId, tell)
    tell(inWords(end), true)
    for await (const { line, itemCode, basicCode, findings } of door.refused(importId))
      for (const { rule, pointer, message } of findings)
        process.stdout.write(`${file}:${line} ${itemCode ?? basicCode ?? ''} ${rule} ${pointer} ${message}\n`)
    if (end.state !== 'done' || end.refused > 0) process.exitCode = 1
  } finally {
    await door.close()
  }
}

async function followed(
  door: CatalogueDoor,
  importId: string,
  tell: (line: string) => void,
): Promise<Progress> {
  for (;;) {
    const progress = await door.read(importId)
    if (FINAL.includes(progress.state)) return progress
    tell(inWords(progress))
    await sleep(POLL_MS)
  }
}

const inWords = ({ state, lines, read, accepted, unchanged, refused, applied }: Progress): string =>
  `${state}: ${read} of ${lines} lines checked, ${accepted} accepted, ${unchanged} unchanged, ${refused} refused, ${applied} applied`

/** Exports whole entries into a file, or to the standard output. */
export async function exportCommand(
  config: Config,
  kind: Kind,
  options: DoorOptions & {
    out?: string
    division?: string
    organisation?: string
    type?: string
    state?: string
  },
): Promise<void> {
  const { division, organisation, type, state, out } = options
  const filters = Object.entries({ division, organisation, type, state })
  const query = Object.fromEntries(filters.filter((pair): pair is [string, string] => pair[1] !== undefined))
  const door = await openDoor(config, options)
  const tell = teller()
  try {
    const counted = counting((bytes) => tell(`${megabytes(bytes)} received`))
    const target = out === undefined ? process.stdout : createWriteStream(out)
    await pipeline(await door.export(kind, query), counted, target, { end: out !== undefined })
  } finally {
    await door.close()
  }
}

/** Lines on the standard error, one a second at most. */
function teller(): (line: string, isLast?: boolean) => void {
  let told = Date.now()
  return (line, isLast = false) => {
    if (!isLast && Date.now() - told < TELL_MS) return
    told = Date.now()
    process.stderr.write(`${line}\n`)
  }
}

function counting(tell: (bytes: number) => void): Transform {
  let bytes = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      tell(bytes)
      done(null, chunk)
    },
  })
}

const megabytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MiB`
