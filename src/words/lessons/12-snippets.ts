/** What is known of each snippet, and why a way is the best for it. */
export const snippets = {
  translate: {
    asks: "Twelve words, each sent to a server that needs 25 ms.",
    because: "Waiting needs no core, so one thread can have all twelve in progress.",
  },
  thumbnail: {
    asks: "Six photos, about 40 ms of computing each; two threads are running already.",
    because: "Only a second core makes computing faster.",
  },
  hashTag: {
    asks: "Four hundred short words; two threads are running already.",
    because: "A part takes less time than a message to a thread and back.",
  },
  quarterOfAReport: {
    asks: "A script that computes for 4 × 3 ms and ends.",
    because: "Threads and processes take longer to start than all of the work.",
  },
  average: {
    asks: "Four lists of 500,000 readings, which the main thread has; two threads are running already.",
    because: "To copy 4 MB takes longer than to add them up.",
  },
  search: {
    asks: "One search of about 150 ms, in a program that must answer within 50 ms while it runs.",
    because: "A thread makes it no faster, but leaves the event loop free.",
  },
  order: {
    asks: "Sixteen orders: ask for 30 ms, then compute for about 10; eight threads are running already.",
    because: "The waiting must overlap, and the computing needs more than one core.",
  },
  lastPage: {
    asks: "Six pages of 25 ms; each answer tells where the next page is.",
    because: "Each waits for the one before, so no way can have two in progress.",
  },
} as const;
