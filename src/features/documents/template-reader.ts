import { createKept } from '../../database/kept.js'
import type { Queryable } from '../../database/queryable.js'
import type { Template } from './template.js'
import { selectTemplatesFor } from './template-store.js'

/** Templates as documents are made of them. */
export interface TemplateReader {
  /** What holds for an organ: its own and the whole deployment's; asked of the database each few seconds. */
  of(organisation: string): Promise<readonly Template[]>
}

const FRESH_MS = 2000
const MOST_ORGANS = 1000

export function createTemplateReader(db: Queryable): TemplateReader {
  const kept = createKept<readonly Template[]>({ most: MOST_ORGANS, maxAgeMs: FRESH_MS })
  return { of: (organisation) => kept.get(organisation, () => selectTemplatesFor(db, organisation)) }
}
