import { type Language, say } from '../../shared/text.js'

/** Titles of the national codes of item types (事项类型). */
export const ITEM_TYPES: Readonly<Record<string, { zh: string; en: string }>> = {
  '01': { zh: '行政许可', en: 'administrative licence' },
  '05': { zh: '行政给付', en: 'benefit' },
  '07': { zh: '行政确认', en: 'confirmation' },
  '08': { zh: '行政奖励', en: 'award' },
  '09': { zh: '行政裁决', en: 'ruling' },
  '10': { zh: '其他行政权力', en: 'other administrative power' },
  '20': { zh: '公共服务', en: 'public service' },
}

export const typeTitle = (type: string, language: Language): string =>
  say(ITEM_TYPES[type] ?? { zh: type, en: type }, language)
