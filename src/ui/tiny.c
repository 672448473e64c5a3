/* tiny.c - the smallest full-screen program of ncurses: a screen of text,
 * echoes keys. The yardstick of L2 and L3 (quen bench). */
#include <curses.h>
#include <locale.h>

int
main(void)
{
	int key;

	setlocale(LC_ALL, "C.UTF-8");
	initscr();
	raw();
	noecho();
	keypad(stdscr, TRUE);
	for (int row = 0; row < LINES - 1; row++)
		mvprintw(row, 0, "%02d  The quick brown fox jumps over the lazy dog, 70 columns wide", row);
	move(LINES - 1, 0);
	refresh();
	while ((key = getch()) != ERR && key != 'q') {
		addch((chtype)key);
		refresh();
	}
	endwin();
	return 0;
}
