/** What a task offers its workflows beyond the text of an item. */
export interface Offer {
  tools: boolean;
  files: boolean;
}
