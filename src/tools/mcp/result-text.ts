import type { CallToolResult } from '@modelcontextprotocol/client';

/**
 * A tool's result as one text: its texts, and a line for what is none. Structured content as JSON where there is no
 * text, or one that is a mere summary of it.
 */
export function resultText({ structuredContent, content }: CallToolResult): string {
  const text = content.map(partText).join('\n');
  if (structuredContent === undefined) return text;
  const json = JSON.stringify(structuredContent);
  return json.length > SUMMARY * text.length ? json : text;
}

/** A text is a summary where the structure is as many times as long. */
const SUMMARY = 2;

function partText(part: CallToolResult['content'][number]): string {
  switch (part.type) {
    case 'text':
      return part.text;
    case 'resource':
      return 'text' in part.resource ? part.resource.text : `[${part.resource.uri}: not a text]`;
    case 'resource_link':
      return `${part.name}: ${part.uri}`;
    default:
      return `[${part.type}, ${part.mimeType}]`;
  }
}
