import type { Text } from '../../shared/text.js'
import { MOVABLE, type Told } from './progress-stations.js'

/** What an applicant is told of a case that was moved to another item (改办); undefined where it was not. */
export function goesOnWords({ status, goesOnAs, endedAs }: Told): Text | undefined {
  if (goesOnAs !== undefined && MOVABLE.has(status)) return movedWords(goesOnAs)
  if (endedAs !== undefined && MOVABLE.has(status)) return endedWords(endedAs)
  return goesOnAs !== undefined && status === 'WITHDRAWN' ? leftBehindWords(goesOnAs) : undefined
}

/** Where what was moved goes on. */
const movedWords = (caseNo: string): Text => ({
  en: `Your application goes on as case ${caseNo}, for the right item; nothing more is done in this one. ${ITS_CODE.en}`,
  zh: `您的申请已改按正确的事项办理，办件编号为 ${caseNo}，请查询该件；本件不再办理。${ITS_CODE.zh}`,
})
/**
 * The code of a receipt opens that case alone: what was moved has another item, and may have further parties. Who applies
 * gets the other one from whoever takes the case in, or makes one himself.
 */
const ITS_CODE: Text = {
  en: 'That case has a query code of its own: ask at the window with your identity document, or sign in and make a new one',
  zh: '该件另有查询密码，请凭有效身份证件到受理窗口索取，或者登录后自行重置',
}
/** Withdrawn alone: who takes back this one has not taken back the other. */
const leftBehindWords = (caseNo: string): Text => ({
  en: `This case was withdrawn; your application goes on as case ${caseNo}: to take that back too, withdraw it there. ${ITS_CODE.en}`,
  zh: `本件已撤回；您的申请仍以办件 ${caseNo} 继续办理，需要一并撤回的，请在该件撤回。${ITS_CODE.zh}`,
})
const endedWords = (caseNo: string): Text => ({
  en: `Your application ended as case ${caseNo}, to which it had been moved; see there. ${ITS_CODE.en}. Ask at the window whether it is to go on in this one`,
  zh: `您的申请改办为 ${caseNo} 后已经终结，请查询该件（${ITS_CODE.zh}）；需要在本件继续办理的，请与受理窗口联系`,
})
