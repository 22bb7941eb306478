import { selectIssuedDocuments } from './issued-documents-store.js'

export type { IssuedDocument } from './issued-documents-store.js'

/** Documents (文书) with what of their case stands on the paper, for who prints them. */
export const issuedDocuments = selectIssuedDocuments
