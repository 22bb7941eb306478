import { placePublicationRows } from './publication-store.js'

/** Copies anew where public content lies (重算公开内容区划); who published it stays. */
export const placePublications = placePublicationRows
