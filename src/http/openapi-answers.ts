import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../shared/package-root.js'

/** Where the recorded answers lie, one a line. Written by `UPDATE_EXAMPLES=1 node dist/test/run.js contract/examples`. */
export const ANSWERS_FILE = join(packageRoot, 'assets', 'answer-examples.ndjson')

export interface RecordedAnswer {
  operationId: string
  status: number
  example: unknown
}

/** What the service of the sample really answered, shortened, with times and identifiers made alike. */
export const recordedAnswers = (): RecordedAnswer[] =>
  readFileSync(ANSWERS_FILE, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as RecordedAnswer)

const EXAMPLES: ReadonlyMap<string, unknown> = new Map(
  recordedAnswers().map(({ operationId, status, example }) => [`${operationId} ${status}`, example]),
)

interface Answered {
  operationId?: string
  responses?: Record<string, { content?: Record<string, { example?: unknown }> }>
}

/** Puts the recorded answer beside the schema of each success, so that nobody reads one that is made up of members. */
export function showAnswers({ operationId, responses = {} }: Answered): void {
  for (const [status, { content = {} }] of Object.entries(responses)) {
    const example = EXAMPLES.get(`${operationId} ${status}`)
    const media = content['application/json']
    if (media !== undefined && example !== undefined) media.example = example
  }
}
