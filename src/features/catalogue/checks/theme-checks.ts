import { error, finder, type Rule, warning } from '../../../shared/finding.js'
import type { Text } from '../../../shared/text.js'
import type { ItemDocument } from '../item-document.js'
import type { Finding } from './finding.js'

/** Themes (主题分类) after the audiences. */
export const THEME_RULES = {
  THEMES_UNSTATED: warning(
    ['未填写主题分类', 'No themes are named'],
    ['按服务对象填写自然人或者法人主题分类', 'Name themes for the audiences that are served'],
  ),
  THEME_MISSING: error(
    ['服务对象缺少相应的主题分类', 'An audience is served, but its themes are missing'],
    [
      '服务自然人须有自然人主题，服务法人须有法人主题',
      'Natural persons need themes of their own, and so do legal entities',
    ],
  ),
  THEME_AUDIENCE: error(
    ['主题分类与服务对象不一致', 'Themes for an audience that is not served'],
    ['删除该主题分类，或者补充服务对象', 'Remove the themes, or serve the audience'],
  ),
} as const satisfies Record<string, Rule>

const found = finder(THEME_RULES)

/** By codes of the dictionary audience: for whom themes are a must, and for whom they may be. */
const KINDS = {
  natural: {
    must: ['1'],
    may: ['1'],
    name: { zh: '自然人', en: 'natural persons' },
    codes: { zh: '自然人（1）', en: 'natural persons (1)' },
  },
  // Themes of legal persons may also serve organs and other organisations, which are neither.
  legal: {
    must: ['2', '3', '4'],
    may: ['2', '3', '4', '5', '6'],
    name: { zh: '法人', en: 'legal persons' },
    codes: {
      zh: '法人（2、3、4）或者机关、其他组织（5、6）',
      en: 'legal persons (2, 3, 4) or organs and other organisations (5, 6)',
    },
  },
} as const

/**
 * 服务对象含自然人 ⇔ 有自然人主题；含法人 ⇔ 有法人主题. Records from before themes were kept have none at all, which is only
 * told; one kind without the other is a mistake.
 */
export function checkThemes({ audiences, themes }: ItemDocument): Finding[] {
  if (themes?.natural === undefined && themes?.legal === undefined)
    return [found('THEMES_UNSTATED', '/themes')]
  const serves = (codes: readonly string[]) => audiences.some((audience) => codes.includes(audience))
  return (['natural', 'legal'] as const).flatMap((kind) => {
    const { must, may } = KINDS[kind]
    const pointer = `/themes/${kind}`
    if (serves(must) && themes[kind] === undefined)
      return [found('THEME_MISSING', pointer, missing(kind, audiences))]
    if (!serves(may) && themes[kind] !== undefined)
      return [found('THEME_AUDIENCE', pointer, unserved(kind, audiences))]
    return []
  })
}

const missing = (kind: keyof typeof KINDS, audiences: readonly string[]): Text => {
  const { zh, en } = KINDS[kind].name
  return {
    zh: `服务对象（audiences：${audiences.join('、')}）含${zh}，但没有${zh}主题（themes.${kind}）`,
    en: `The audiences (audiences: ${audiences.join(', ')}) hold ${en}, but there are no themes for them (themes.${kind})`,
  }
}

const unserved = (kind: keyof typeof KINDS, audiences: readonly string[]): Text => {
  const { name, codes } = KINDS[kind]
  return {
    zh: `有${name.zh}主题（themes.${kind}），但服务对象（audiences：${audiences.join('、')}）不含${codes.zh}`,
    en: `There are themes for ${name.en} (themes.${kind}), but the audiences (audiences: ${audiences.join(', ')}) do not hold ${codes.en}`,
  }
}
