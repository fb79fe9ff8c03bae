// The page is usable one frame after its content is there, once the event loop has turned: what the measuring
// program asks of the board too.
requestAnimationFrame(() => setTimeout(() => performance.mark('board-usable')));
