import type { CallToolResult } from '@modelcontextprotocol/client';

/** A tool's result as one text: structured content as JSON, else its texts, and a line for what is none. */
export function resultText({ structuredContent, content }: CallToolResult): string {
  if (structuredContent !== undefined) return JSON.stringify(structuredContent);
  return content.map(partText).join('\n');
}

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
