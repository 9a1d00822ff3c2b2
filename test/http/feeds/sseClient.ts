/** One message of an event stream; a message without a name is called `message`. */
export type SseMessage = { id: string; event: string; data: any };

const parse = (block: string): SseMessage | undefined => {
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
  const data = field('data');
  return data === undefined ? undefined : { id: field('id') ?? '', event: field('event') ?? 'message', data: JSON.parse(data) };
};

/** A real connection to an event stream. */
export const connectTo = async (url: string, token: string, headers: Record<string, string> = {}) => {
  const abort = new AbortController();
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}`, ...headers }, signal: abort.signal });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const more = async (): Promise<boolean> => {
    const chunk = await reader?.read();
    text += chunk?.value ?? '';
    return chunk?.done === false;
  };
  return {
    status: response.status,
    /** Messages up to and including the first that fits. */
    until: async (fits: (message: SseMessage) => boolean): Promise<SseMessage[]> => {
      const messages: SseMessage[] = [];
      for (;;) {
        const end = text.indexOf('\n\n');
        if (end < 0) {
          if (!(await more())) throw new Error('the stream ended');
          continue;
        }
        const message = parse(text.slice(0, end));
        text = text.slice(end + 2);
        if (message === undefined) continue;
        messages.push(message);
        if (fits(message)) return messages;
      }
    },
    untilText: async (wanted: string): Promise<void> => {
      while (!text.includes(wanted)) if (!(await more())) throw new Error('the stream ended');
    },
    /** Resolves when the server ends the stream properly; rejects when the connection breaks. */
    ended: async (): Promise<void> => {
      while (await more());
    },
    close: () => abort.abort(),
  };
};
