import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Dictionary } from '../features/dictionaries/dictionary.js'
import type { Template } from '../features/documents/template.js'
import { packageRoot } from '../shared/package-root.js'

/** Lines as `GET /v1/exports/{kind}` gives them and `POST /v1/imports?kind=…` takes them; a test imports each. */
function linesOf<T>(kind: string): readonly T[] {
  return readFileSync(join(packageRoot, 'reference', `${kind}.ndjson`), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T)
}

/**
 * The code lists that every installation begins with (domain rules, §2.1), with the differences between platforms that
 * are known. Where documents hold a word, the national number is the mapping to `GBT39554`.
 */
export const REFERENCE_DICTIONARIES = linesOf<Dictionary>('dictionaries')

/** Words that people use for the same thing (同义词), to begin with; cataloguers change them through the API. */
export const REFERENCE_SYNONYMS = linesOf<{ key: string; words: string[] }>('synonyms')

/** What documents say (文书模板), to begin with; organs lay their own over them. */
export const REFERENCE_TEMPLATES = linesOf<Omit<Template, 'key' | 'version'>>('documentTemplates')
