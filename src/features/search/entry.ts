import { canonicalJson, sha256 } from '../../shared/canonical-json.js'
import { initialsOf, keyOf, nameTokens, syllablesOf, textTokens } from './words.js'

/** What is found; in the order in which equally good hits stand. */
export const ENTRY_KINDS = ['item', 'variant', 'faq'] as const
export type EntryKind = (typeof ENTRY_KINDS)[number]

/** What entries of the same name in many places have in common. */
export interface EntryGroup {
  kind: EntryKind
  name: string
  /** Other words by which people look for it. */
  aliases: string[]
  nameEn?: string | undefined
  /** What stands below the name, as the answer to a question: its words find it too, behind all names. */
  text?: string | undefined
  basicCode: string
  type: string
  handling: string
  audiences: string[]
  themes: string[]
}

/** One thing that can be found. */
export interface Entry {
  group: EntryGroup
  itemCode: string
  /** Place within the item; 0 for the item itself. */
  number: number
  version: number
  /** Its own code, where it has one. */
  code?: string
  excerpt?: string
  suspended: boolean
  organisationCode: string
  divisionCode: string
  /** Its division and all above it. */
  divisions: string[]
  validFrom: string
  /** Absent: until something else is published. */
  validTo?: string
}

/** What filters ask of a group; each a token beside those of its name. */
export interface GroupFilters {
  type?: string | undefined
  audience?: string | undefined
  theme?: string | undefined
  handling?: string | undefined
}

export interface EntryFilters extends GroupFilters {
  kinds: readonly EntryKind[]
  organisation?: string | undefined
}

/** The kinds as they stand in the tables, in their order. */
export const kindNumbers = ({ kinds }: EntryFilters): number[] =>
  kinds.map((kind) => ENTRY_KINDS.indexOf(kind)).sort()

/** The tokens that a group must have for the filters. */
export const filterTokens = ({ type, audience, theme, handling }: GroupFilters): string[] => [
  ...(type === undefined ? [] : [`=type:${type}`]),
  ...(handling === undefined ? [] : [`=handling:${handling}`]),
  ...(audience === undefined ? [] : [`=audience:${audience}`]),
  ...(theme === undefined ? [] : [`=theme:${theme}`]),
]

export interface GroupRow {
  group_key: string
  kind: number
  name: string
  name_key: string
  length: number
  aliases: string[]
  type: string
  handling: string
  audiences: string[]
  themes: string[]
  initials: string
  syllables: string
  tokens: string[]
  entries: number
}

/** The row of a group, with everything by which it is found. */
export function groupRow(group: EntryGroup, entries: number): GroupRow {
  const { kind, name, aliases, nameEn, text = '', basicCode, type, handling, audiences, themes } = group
  return {
    group_key: groupKey(group),
    kind: ENTRY_KINDS.indexOf(kind),
    name,
    name_key: keyOf(name),
    length: [...name].length,
    aliases: aliases.map(keyOf),
    type,
    handling,
    audiences,
    themes,
    initials: initialsOf(name).join(''),
    syllables: syllablesOf(name).join(''),
    tokens: [
      ...new Set([
        ...nameTokens([name, ...aliases], nameEn === undefined ? [] : [nameEn]),
        ...textTokens(text),
        keyOf(basicCode),
        ...filterTokens({ type, handling }),
        ...audiences.flatMap((audience) => filterTokens({ audience })),
        ...themes.flatMap((theme) => filterTokens({ theme })),
      ]),
    ],
    entries,
  }
}

/** Equal groups have equal keys. */
export const groupKey = (group: EntryGroup): string => sha256(canonicalJson(group)).toString('base64url')
