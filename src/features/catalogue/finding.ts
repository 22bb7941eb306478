import type { Text } from '../../shared/text.js'

/** Something that speaks against publishing an item: an error forbids it, a warning does not. */
export interface Finding {
  rule: string
  severity: 'error' | 'warning'
  pointer: string
  message: Text
}

export const error = (rule: string, pointer: string, en: string, zh: string): Finding => ({
  rule,
  severity: 'error',
  pointer,
  message: { en, zh },
})
export const warning = (rule: string, pointer: string, en: string, zh: string): Finding => ({
  rule,
  severity: 'warning',
  pointer,
  message: { en, zh },
})
