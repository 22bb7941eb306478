import { checkCreditCode } from './credit-code.js'
import type { DivisionLevel } from './division-code.js'

/** Layouts in use: the national one (C0109), GB/T 39046, and whatever a province made itself. */
export type CodeProfile = 'C0109' | 'GBT39046' | 'LOCAL'

/** Basic code (基本编码): C0109 has 12 digits: province 2, type 2, item 5, sub-item 3. */
export function checkBasicCode(code: string, profile: CodeProfile = 'C0109'): boolean {
  if (profile === 'C0109') return /^\d{2}[012]\d\d{5}\d{3}$/.test(code)
  if (profile === 'GBT39046') return /^[0-9A-Z]{1,10}$/.test(code)
  return /^[0-9A-Za-z_.-]{1,50}$/.test(code)
}

/** Implementation code (实施编码): C0109 has 31: credit code 18, level 1, basic code 12. */
export function checkImplementationCode(code: string, profile: CodeProfile = 'C0109'): boolean {
  if (profile === 'C0109') {
    return /^[0-9A-HJ-NPQRTUWXY]{18}[1-7]\d{12}$/.test(code) && checkCreditCode(code.slice(0, 18)).ok
  }
  if (profile === 'GBT39046') return /^[0-9A-Z]{1,24}$/.test(code)
  return /^[0-9A-Za-z_.-]{1,50}$/.test(code)
}

export function makeImplementationCode(creditCode: string, level: DivisionLevel, basicCode: string): string {
  return `${creditCode}${level}${basicCode}`
}
