import type { Party } from '../case.js'

type Known = Pick<Party, 'idNumberIndex' | 'subject'>

/**
 * The parties of a case that goes on for another one (转报、分办更正): whoever signed in for a person there is bound to the
 * same person here. Without it the applicant saw nothing of what became of his application, and could neither correct it
 * nor take it back (行政许可法 Art. 30, 32).
 */
export const signedInBefore = <P extends Known>(parties: readonly P[], earlier: readonly Known[]): P[] =>
  parties.map((party) => {
    if (party.subject !== undefined) return party
    const same = earlier.find(
      ({ subject, idNumberIndex }) => subject !== undefined && idNumberIndex.equals(party.idNumberIndex),
    )
    return same?.subject === undefined ? party : { ...party, subject: same.subject }
  })
