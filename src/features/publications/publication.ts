import { keyOf, textTokens } from '../search/words.js'

/** 公开 what is always open, 公示 before a decision, 公告 announcements, 双公示 licences and penalties within seven days. */
export const PUBLICATION_KINDS = ['公开', '公示', '公告', '双公示'] as const

/** So much of the text is found by; the title always is. */
const INDEXED_TEXT = 300

export interface PublicationFilters {
  kind?: string | undefined
  class?: string | undefined
  /** Twelve digits: this division and all below it. */
  division?: string | undefined
}

/** The tokens that a publication has for its filters, and must have to pass them. */
export const filterTokens = ({ kind, class: sort, division }: PublicationFilters): string[] => [
  ...(kind === undefined ? [] : [`=kind:${kind}`]),
  ...(sort === undefined ? [] : [`=class:${keyOf(sort)}`]),
  ...(division === undefined ? [] : [`=division:${division}`]),
]

/** Its month in UTC, e.g. 24315; the newest are looked through first, a month at a time. */
export function monthOf(instant: string): number {
  const at = new Date(instant)
  return at.getUTCFullYear() * 12 + at.getUTCMonth()
}

export function publicationTokens(publication: {
  kind: string
  class: string
  title: string
  text: string
  divisions: readonly string[]
  publishedAt: string
}): string[] {
  const { kind, class: sort, title, text, divisions, publishedAt } = publication
  return [
    ...new Set([
      ...textTokens(title),
      ...textTokens([...text].slice(0, INDEXED_TEXT).join('')),
      ...filterTokens({ kind, class: sort }),
      ...divisions.flatMap((division) => filterTokens({ division })),
      `=month:${monthOf(publishedAt)}`,
    ]),
  ]
}
