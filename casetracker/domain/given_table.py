"""Given names of Belarus, Russia, Ukraine and their neighbours, with their forms.

Each line: sex | Belarusian | Russian | Ukrainian | Latin spellings that sound alone does not give
(Polish, Lithuanian, English, German, French) | short forms. The first Russian form is the name's
id. A spelling may stand in several lines (Ян, Саша): then it may be any of them.
"""
# ruff: noqa: E501

TABLE = """
m|Аляксандр Алесь Лесь|Александр|Олександр Олесь|Aliaksandr Alexander Alexandre Aleksander Aleksandras Alejandro Alex Ales|Саша Саня Шура Шурик Санёк Алік Алик Сашко Лёкса
m|Аляксей|Алексей|Олексій Олекса|Aliaksei Alexey Alexei Alexis Aleksiejus Aleksy Oleksii|Алёша Лёша Лёха
m|Альберт|Альберт|Альберт|Albert|
m|Альфрэд|Альфред|Альфред|Alfred Alfredas|
m|Анатоль|Анатолий|Анатолій|Anatol Anatoli Anatole Anatolijus|Толя Толік Толик
m|Андрэй Андрусь Анджэй|Андрей Анджей|Андрій|Andrei Andrzej Andrew André Andre Andreas Andrius|Андрюша
m|Антон Антось Антоні Антоній|Антон Антоний|Антін Антон|Anton Antoni Antoine Antony Anthony Antanas Antoniy|Тоша
m|Анджэй|Анджей|Анджей|Andrzej|
m|Аркадзь|Аркадий|Аркадій|Arkadz Arkadi Arkady Arkadius|
m|Арсень Арсеній|Арсений Арсен|Арсеній|Arsien Arsen Arseni Arsène|
m|Артур|Артур|Артур|Artur Arthur Artūras|
m|Арцём Арцемій|Артём Артем Артемий|Артем|Artsiom Artyom Artem Artiom Artemijus|Тёма
m|Астап|Остап|Остап|Astap Ostap|
m|Багдан|Богдан|Богдан|Bahdan Bogdan Bohdan Bogdanas|
m|Баляслаў|Болеслав|Болеслав|Balaslau Bolesław Boleslav Boleslovas|
m|Барыс|Борис|Борис|Barys Boris Borys Borisas|Боря
m|Браніслаў|Бронислав|Броніслав|Branislau Bronisław Bronislav Bronislovas Branislav|
m|Вадзім|Вадим|Вадим|Vadzim Vadim Wadim Vadimas|Вадзік Вадик
m|Валерый Валер|Валерий|Валерій|Valery Valeri Valerijus Walery|Валера
m|Валянцін|Валентин|Валентин|Valiantsin Valentin Walenty Valentinas|Валя
m|Васіль|Василий|Василь|Vasil Vasily Basil Bazyli Vasilijus Wasilij|Вася
m|Барыслаў|Борислав|Борислав|Boryslav Boryslau Borislav|
m|Вальдэмар|Вальдемар|Вальдемар|Waldemar Valdemar Valdemaras|
m|Венядзікт Бенядзікт|Бенедикт Венедикт|Бенедикт|Benedict Benedykt Benediktas|
m|Вікенцій Вінцэнт Вінцук|Викентий Винцент Винцук|Вікентій Вінцент|Vincent Vintsuk Wincenty Vincentas|
m|Віктар|Виктор|Віктор|Viktar Viktor Victor Wiktor Viktoras|Вітя Витя
m|Вільгельм|Вильгельм|Вільгельм|Wilhelm Wilhelmas William Guillaume|
m|Віталь Віталій|Виталий|Віталій|Vital Vitali Vitaly Witold Vitalijus|Віталік Виталик
m|Вітаўт Вітольд|Витольд Витовт Витаутас|Вітольд|Vitaut Witold Vytautas Vitold|
m|Уладзімір Уладзь Валодзя|Владимир|Володимир|Uladzimir Vladimir Volodymyr Wladimir Włodzimierz Vladimiras Uladz|Вова Володя Вовка Валодзя
m|Уладзіслаў Уладзь|Владислав|Владислав|Uladzislau Vladislav Vladyslav Władysław Vladislovas Vladislavas Ladislav Ladislas|Влад Уладзік
m|Усевалад|Всеволод|Всеволод|Usevalad Vsevolod Wsewolod|Сева
m|Вячаслаў|Вячеслав|В'ячеслав|Viachaslau Vyacheslav Wiaczesław Wjatscheslaw Viačeslavas|Слава
m|Гаўрыіл Гаўрыла|Гавриил Гаврила|Гаврило|Hauryla Gabriel Gavriil Gabrielius|
m|Генадзь|Геннадий Генадий|Геннадій|Henadz Gennady Hienadź Gennadijus Guennadi|Гена
m|Генрых|Генрих|Генріх|Henry Henryk Heinrich Henri Henrikas Genrikh|
m|Георгій Юры Юрась Ежы|Георгий Гиорги|Георгій|Heorhi Giorgi Georgy George Georges Georg Jerzy Jurgis Jury Gheorghe|Жора Гоша Джордж
m|Герман|Герман|Герман|Herman German Hermann|
m|Глеб|Глеб|Гліб|Hleb Gleb Hlib Glebas Chleb|
m|Рыгор Рыгорка Грыгорый Гжэгаж|Григорий Гжегож|Григорій|Ryhor Grigory Gregory Grzegorz Hryhorii Grégoire Gregor Grigorijus|Гриша Грыша
m|Гардзей|Гордей|Гордій|Hardziei Gordey Hordii|
m|Даніла Даніл Данііл Даніэль|Даниил Данила Данил|Данило|Daniil Danila Daniel Danylo Danielius Danil|Даня
m|Давід|Давид|Давид|David Dawid Dovydas Davyd|
m|Дзямьян Дзям'ян|Демьян|Дем'ян|Dziamian Demyan Damian Damien Damianas|
m|Дзяніс Дзеніс|Денис|Денис|Dzianis Denis Denys Dionizy Denisas Dennis|
m|Дзмітрый Дзмітры Зміцер Зьміцер Змітро Змітрок|Дмитрий Димитрий|Дмитро|Dzmitry Zmitser Dmitry Dmytro Dymitr Dmitrij Dimitri Źmicier Dmitrijus Demetrius|Дима Дзіма Митя Діма
m|Яўген Аўген|Евгений|Євген Євгеній|Yauhen Yevgeny Evgeny Eugene Eugen Eugeniusz Jewgeni Yevhen Evguéni Eugenijus|Женя Жэня Жека
m|Яўстафій Астафій|Евстафий Остафий|Євстахій|Eustachy Eustace|
m|Ягор|Егор|Єгор|Yahor Yegor Egor Jegor Jegoras|
m|Елісей|Елисей|Єлисей|Yelisey Elisey|
m|Яфім Яўхім|Ефим|Юхим|Yafim Yefim Efim Yukhym|
m|Жан|Жан|Жан|Jean Zhan|
m|Захар|Захар|Захар|Zakhar Zachar Zachary|
m|Зянон|Зенон|Зенон|Zianon Zenon|
m|Зіновій|Зиновий|Зіновій|Zinovy Zinovi|
m|Іван Янка Ян Ясь|Иван Ян|Іван|Ivan Iwan Jan John Johann Jean Juan Janka Yan Ivanas Jonas Jānis Yanka|Ваня
m|Ян Янка Ясь|Ян|Ян|Jan Yan Janis Janas Jean Hans|
m|Ігар|Игорь|Ігор|Ihar Igor Ihor Igoris|
m|Ігнат Ігнацій|Игнат Игнатий|Гнат Ігнат|Ihnat Ignat Ignacy Ignas Hnat|
m|Ізяслаў|Изяслав|Ізяслав|Iziaslau Izyaslav|
m|Іларыён|Илларион Ларион|Іларіон|Ilaryion Hilarion Illarion Larion|
m|Ілья Ілля|Илья|Ілля|Illia Ilya Ilia Elias Eliasz Elijah Ilja Ilija|
m|Інакенцій|Иннокентий|Інокентій|Inakentsi Innokenty Innocent Kesha|Кеша
m|Язэп Іосіф Восіп Юзаф Юзэф|Иосиф Осип Юзеф|Йосип Осип Юзеф|Yazep Iosif Joseph Józef Josef Osip Juozas Juozapas Yosyp|
m|Іслам|Ислам|Іслам|Islam|
m|Каліна|Калина|Калина|Kalina|
m|Казімір|Казимир|Казимир|Kazimir Kazimierz Kazys Kazimieras Casimir|
m|Карл Карал Кароль|Карл Кароль|Карл Кароль|Karl Karol Charles Karolis|
m|Кірыл Кірыла|Кирилл|Кирило|Kiryl Kirill Kyrylo Cyryl Cyril Kirilas Cyrille|
m|Клім Клімент|Клим Климент|Клим|Klim Clement Klimas Klemens|
m|Канстанцін Кастусь|Константин|Костянтин|Kanstantsin Konstantin Constantine Kostiantyn Konstanty Kastus Constantin Konstantinas Kastytis|Костя Косця
m|Лаўрэн Лаўрэнцій|Лаврентий|Лаврентій|Laurentsi Lawrence Wawrzyniec Laurynas Laurent Lavrenty|
m|Леанард|Леонард|Леонард|Leanard Leonard Leonardas|
m|Леанід|Леонид|Леонід|Leanid Leonid Leonidas Léonide|Лёня
m|Лявон Леон|Леон|Леон|Lavon Leon Léon Leonas|
m|Лявонцій Лявон|Леонтий|Леонтій|Leonty Leontius Leontijus|
m|Леў|Лев|Лев|Leu Lev Leo Lew Lew Levas|Лёва
m|Лукаш Лука|Лука Лукаш|Лука Лукаш|Lukash Luka Lukas Łukasz Luke Luc Lukasz|
m|Людвік|Людвиг Людвик|Людвіг|Ludwik Ludwig Louis Liudvikas|
m|Макар|Макар|Макар|Makar Macarius|
m|Максім Максіміліян|Максим Максимилиан|Максим|Maksim Maxim Maksym Maxime Max Maximilian Maksimas|Макс
m|Мар'ян|Марьян Мариан|Мар'ян|Marian Maryan Marijan Marijonas|
m|Марат|Марат|Марат|Marat|
m|Марк|Марк|Марко Марк|Mark Marek Marcus Marc Markas|
m|Марцін|Мартин|Мартин|Martsin Martin Marcin Martynas|
m|Матвей Мацвей Мацей|Матвей|Матвій|Matsvei Matvey Matthew Mateusz Matthias Maciej Mathieu Matas Motiejus|
m|Мечыслаў|Мечислав|Мечислав|Mechyslau Mieczysław Mechislav Mečislovas|
m|Міласлаў|Милослав|Мілослав|Milaslau Miloslav|
m|Мірон|Мирон|Мирон|Miron Myron|
m|Міраслаў|Мирослав|Мирослав|Miraslau Miroslav Mirosław Myroslav Miroslavas|
m|Міхаіл Міхась Міхал|Михаил|Михайло|Mikhail Michael Michał Mikhas Mykhailo Michel Michailas Mykolas Mijail Miguel|Міша Миша
m|Мікалай Мікола|Николай|Микола|Mikalai Nikolai Mykola Mikola Nicholas Nikolaus Mikołaj Nicolas Nikolajus|Коля
m|Мікіта|Никита|Микита|Mikita Nikita Mykyta|
m|Модэст|Модест|Модест|Modest|
m|Майсей|Моисей|Мойсей|Moses Moisey Mojżesz|
m|Назар|Назар Назарий|Назар|Nazar Nazari|
m|Несцер Нестар|Нестор|Нестор|Nestser Nestor|
m|Алег|Олег|Олег|Aleh Oleg Oleh Olegas|
m|Аскар Оскар|Оскар|Оскар|Oscar Oskar|
m|Апанас Афанасій|Афанасий|Панас Опанас|Apanas Afanasy Athanasius Atanazy|
m|Павел Павал Паўло Паўлюк|Павел|Павло|Pavel Paul Paweł Pavlo Pavol Povilas Paulius Pavelas|Паша
m|Панцеляймон|Пантелеймон Пантелей|Пантелеймон|Panteleimon|
m|Пётр Пятро Пятрусь|Пётр Петр|Петро|Piotr Peter Pyotr Petro Pierre Petras Pedro Pjotr|Петя
m|Платон|Платон|Платон|Platon Plato|
m|Пракоп|Прокоп Прокофий|Прокіп|Prakop Prokop|
m|Радзівон Радзіён Радыён|Родион|Родіон|Radzivon Rodion|
m|Радаслаў|Радослав|Радослав|Radaslau Radosław Radoslav|
m|Рафаіл Рафал|Рафаил Рафаэль|Рафаїл|Rafael Rafał Raphael|
m|Раман|Роман|Роман|Raman Roman Romain Romanas|Рома
m|Расціслаў|Ростислав|Ростислав|Rastsislau Rostislav Rostyslav Rościsław|
m|Рэнат Рынат|Ринат Ренат|Рінат|Rinat Renat|
m|Рычард|Ричард|Річард|Richard Ryszard Ričardas Rychard|
m|Роберт|Роберт|Роберт|Robert Robertas|
m|Рудольф|Рудольф|Рудольф|Rudolf Rudolph|
m|Руслан|Руслан|Руслан|Ruslan Rusłan Ruslanas|
m|Рустам|Рустам|Рустам|Rustam Roustam|
m|Савелій|Савелий|Савелій|Savely|
m|Сава Саўка|Савва Сава|Сава|Sava Savva|
m|Самуіл|Самуил|Самуїл|Samuel Samuil|
m|Самсон|Самсон|Самсон|Samson|
m|Сяргей Сергій Сяржук Сярога Сярожа|Сергей Сергий|Сергій|Siarhei Sergei Serhii Serge Sergiusz Siarzhuk Sergejus Sergio Serguei Sergius|Серёжа Серж
m|Севярын|Северин|Северин|Severin Seweryn|
m|Сідар|Сидор|Сидір|Sidar Sidor Isidor|
m|Сімяон Сымон Сямён|Семён Семен Симон Симеон|Семен Симон|Siamion Semyon Simon Szymon Simeon Siemion Simonas Symon|Сёма Сеня Сенька
m|Станіслаў|Станислав|Станіслав|Stanislau Stanislav Stanisław Stanislas Stanislovas Stanislavas|Стась Стас
m|Сцяпан Стэфан Сцёпка|Степан Стефан|Степан Стефан|Stsiapan Stepan Stefan Stephen Steven Szczepan Étienne Steponas Stephan Stephane|Стёпа
m|Святаслаў|Святослав|Святослав|Sviataslau Sviatoslav Świętosław|
m|Севасцян Себасцьян|Севастьян Себастьян|Севастян|Sebastian Sébastien|
m|Тадэвуш Тадэуш Фадзей|Тадеуш Фаддей|Тадей|Tadevush Tadeusz Thaddeus Tadas Tadas|
m|Тарас|Тарас|Тарас|Taras|
m|Тамаш Тамаш Фама|Фома Томаш Томас|Хома Тома|Thomas Tomasz Tamash Tomas Foma Tomáš|
m|Хаім|Хаим|Хаїм|Chaim Haim Khaim Chajim|
m|Цві|Цви|Цві|Tzvi Tsvi Zvi Zwi Cwi|
m|Абрам Аўраам|Абрам Авраам|Абрам Авраам|Abram Abraham Avraham Abraomas|
m|Цімафей Цімох|Тимофей|Тимофій|Tsimafei Timofey Timothy Tymoteusz Timothée Timofejus|Тима
m|Цімур|Тимур|Тимур|Tsimur Timur Tymur|
m|Ціхан|Тихон|Тихон|Tsikhan Tikhon|
m|Трафім|Трофим|Трохим|Trafim Trofim|
m|Ульян Ульян|Ульян Юлиан|Улян Юліан|Julian Yulian Julien Julijonas|
m|Фёдар Хведар Тодар Тэадор|Фёдор Федор Теодор|Федір Теодор|Fiodar Fyodor Theodore Teodor Fedir Theodor Fiodoras Khvedar Todar|Федя
m|Фелікс|Феликс|Фелікс|Felix Feliks Feliksas|
m|Філарэт|Филарет|Філарет|Filaret|
m|Філіп|Филипп|Пилип|Filip Philip Philippe Pylyp Pilypas|
m|Францішак Франак Франц|Франциск Франтишек Франц|Франциск|Frantsishak Franciszek Francis François Franz Franak Pranciškus Francisak|
m|Харытон|Харитон|Харитон|Khariton Charyton|
m|Часлаў Чэслаў|Чеслав|Чеслав|Czesław Chaslau Cheslav Česlovas Ceslav|
m|Эдуард|Эдуард|Едуард|Eduard Edward Édouard Eduardas Edouard|Эдик Эдзік
m|Эдвард|Эдвард|Едвард|Edward Edvard Edvardas|
m|Эдмунд|Эдмунд|Едмунд|Edmund Edmundas|
m|Эльдар|Эльдар|Ельдар|Eldar|
m|Эмануіл|Эммануил Эмануил|Емануїл|Emanuel Emmanuel|
m|Эміль|Эмиль|Еміль|Emil Émile Emilis|
m|Эрнест Эрнст|Эрнест Эрнст|Ернест|Ernest Ernst|
m|Эван|Эван|Еван|Evan|
m|Юльян Юліян|Юлиан|Юліан|Julian Yulian|
m|Юрый Юры Юрась Юрка|Юрий|Юрій|Yury Yuri George Jerzy Jury Juri Youri Jurijus Jurgis|Юра
m|Якаў Якуб|Яков Якуб|Яків Якуб|Yakau Yakov Jacob Jakub James Jacques Jokūbas Yakub|Яша
m|Яраслаў|Ярослав|Ярослав|Yaraslau Yaroslav Jarosław Jaroslaw Jaroslavas|
m|Яромір|Яромир|Яромир|Jaromir Yaromir|
m|Ануфрый|Онуфрий|Онуфрій|Anufry Onufry|
m|Ахмед|Ахмед Ахмат|Ахмед|Ahmed Ahmad Akhmed Achmed|
m|Алі|Али|Алі|Ali Əli Aly|
m|Мухамед Магамед|Мухаммед Магомед Мухаммад|Мухаммед|Muhammad Mohammed Mohamed Magomed|
m|Гасан Хасан|Гасан Хасан|Гасан Хасан|Hasan Hassan Həsən Gasan Khasan|
m|Гусейн Хусейн|Гусейн Хусейн|Гусейн Хусейн|Huseyn Hussein Hüseyn Hüseyin Guseyn Khusein|
m|Ісмаіл|Исмаил Исмаиль|Ісмаїл|Ismail Ismayil İsmayıl|
m|Ільгар|Ильгар|Ільгар|Ilgar İlqar|
m|Ільхам|Ильхам|Ільхам|Ilham İlham|
m|Рашыд|Рашид|Рашид|Rashid Rəşid Raschid|
m|Расул|Расул|Расул|Rasul Rəsul Rassul|
m|Мустафа|Мустафа|Мустафа|Mustafa Moustafa|
m|Нарыман|Нариман|Наріман|Nariman Nəriman|
m|Сулейман|Сулейман Сулайман|Сулейман|Suleyman Süleyman Suleiman Sulaiman|
m|Юсуф Юсуп|Юсуф Юсуп|Юсуф|Yusuf Yusup Youssef Jusuf|
m|Усман|Усман|Усман|Usman Osman Ousmane|
m|Муса|Муса|Муса|Musa Moussa|
m|Ільдар|Ильдар|Ільдар|Ildar|
m|Дамір|Дамир|Дамір|Damir|
m|Каміль|Камиль|Каміль|Kamil Camil|
m|Арман|Арман|Арман|Arman|
m|Армэн|Армен|Армен|Armen|
m|Рамзан|Рамзан Рамазан|Рамзан|Ramzan Ramazan|
m|Ібрагім|Ибрагим|Ібрагім|Ibrahim Ibragim|
f|Аксана|Оксана|Оксана|Aksana Oksana Oxana Roxana|Ксюша
f|Алена|Елена Алёна Алена|Олена|Alena Elena Yelena Helena Helen Hélène Olena Jelena Aljona Ellen|Лена Леночка
f|Алеся Леся|Алеся Олеся Леся|Олеся Леся|Alesia Alesya Olesya|
f|Аліна|Алина|Аліна|Alina Aline|
f|Аліса|Алиса|Аліса|Alisa Alice Alicja|
f|Аліцыя|Алиция|Аліція|Alicja Alicia|
f|Аляксандра|Александра|Олександра|Aliaksandra Alexandra Aleksandra Oleksandra|Саша Шура
f|Ала|Алла|Алла|Ala Alla|
f|Албіна Альбіна|Альбина|Альбіна|Albina|
f|Алсу|Алсу|Алсу|Alsu|
f|Анжаліка Анжэліка Ангеліна|Анжелика Ангелина|Анжеліка Ангеліна|Anzhelika Angelika Andżelika Angelica Angelina Andzelika|
f|Анжэла Анжала|Анжела|Анжела|Anzhela Angela Andżela|
f|Антаніна|Антонина|Антоніна|Antanina Antonina|Тоня
f|Ганна Ганула|Анна|Ганна Анна|Hanna Anna Ganna Ann Anne Ona|Аня Нюра Ана
f|Арына|Арина|Арина Аріна|Aryna Arina|
f|Настасся Настассья Анастасія Наста|Анастасия Настасья|Анастасія|Nastassia Anastasia Nasta Anastazja Anastasija|Настя Насця
f|Багдана|Богдана|Богдана|Bahdana Bogdana Bohdana|
f|Валерыя|Валерия|Валерія|Valeryia Valeria Valérie Walerija|Лера
f|Валянціна|Валентина|Валентина|Valiantsina Valentina Walentyna Valentine|Валя
f|Варвара Барбара|Варвара Барбара|Варвара|Varvara Barbara|Варя
f|Васіліса|Василиса|Василиса|Vasilisa|
f|Вераніка Вероніка|Вероника|Вероніка|Veranika Veronika Veronica Weronika Véronique|Ника
f|Вера|Вера|Віра|Vera Vira Wiera Viera|
f|Вікторыя|Виктория|Вікторія|Viktoryia Viktoria Victoria Wiktoria Viktorija|Віка Вика
f|Вілена|Вилена|Вілена|Vilena|
f|Віялета|Виолетта|Віолетта|Vialeta Violetta Wioletta|
f|Вольга|Ольга|Ольга|Volha Olga Olha Wolha|Оля
f|Галіна Халіна|Галина Халина|Галина|Halina Galina Halyna|Галя
f|Дар'я Дарія Дарыя|Дарья Дария|Дар'я Дарія|Darya Daria Darja Dariya|Даша
f|Дзіна|Дина|Діна|Dzina Dina|
f|Дзіяна|Диана|Діана|Dziyana Diana|
f|Домініка Дамініка|Доминика|Домініка|Dominika Dominique|
f|Зінаіда|Зинаида|Зінаїда|Zinaida|Зіна Зина
f|Зоя|Зоя|Зоя|Zoya Zoe Zoja|
f|Златаслава|Злата|Злата|Zlata|
f|Жана Жанна|Жанна|Жанна|Zhanna Jeanne Żanna Janna|
f|Кацярына Кася Катажына|Екатерина Катерина|Катерина|Katsiaryna Ekaterina Katerina Kateryna Catherine Katarzyna Katharina Jekaterina Kotryna Kate|Катя Каця
f|Карына|Карина|Карина|Karyna Karina|
f|Клаўдзія|Клавдия|Клавдія|Klaudziya Klavdia Claudia|
f|Крысціна Хрысціна|Кристина Христина|Христина Крістіна|Krystsina Kristina Christina Krystyna Khrystyna Christine|
f|Ксенія Аксіння|Ксения Аксинья|Ксенія Оксенія|Ksenia Kseniya Xenia Ksenija|Ксюша
f|Лора|Лора|Лора|Lora Laura|
f|Лейла|Лейла Лейля|Лейла|Leyla Leila Layla|
f|Хадзіджа|Хадиджа|Хадіджа|Khadija Hadija Xədicə Khadidja|
f|Зарэма|Зарема|Зарема|Zarema Sarema|
f|Ліна|Лина|Ліна|Lina|
f|Ліяна|Лиана|Ліана|Liana|
f|Каміла|Камила|Каміла|Kamila Camilla|
f|Караліна|Каролина|Кароліна|Karalina Karolina Caroline Carolina|
f|Кіра|Кира|Кіра|Kira|
f|Мілена|Милена|Мілена|Milena|
f|Мар'яна|Марьяна Марианна|Мар'яна|Maryana Mariana Marianna|
f|Лада|Лада|Лада|Lada|
f|Ларыса|Лариса|Лариса|Larysa Larisa Larissa|Лара
f|Лідзія|Лидия|Лідія|Lidziya Lidia Lydia Lidija|Ліда Лида
f|Лізавета Елізавета Эльжбета|Елизавета Эльжбета|Єлизавета|Lizaveta Elizaveta Elizabeth Elżbieta Elisabeth Jelisaweta|Ліза Лиза
f|Лілія|Лилия Лилиана|Лілія|Liliya Lilia Lilian|Ліля Лиля
f|Любоў|Любовь|Любов|Liubou Lyubov Ljubow Lubov|Люба
f|Людміла|Людмила|Людмила|Liudmila Ludmila Lyudmila Ludmiła|Люда Люся Міла
f|Маргарыта|Маргарита|Маргарита|Marharyta Margarita Margaret Małgorzata Marguerite Margaryta|Рыта Рита
f|Марына|Марина|Марина|Maryna Marina|
f|Марта|Марта|Марта|Marta Martha|
f|Марфа|Марфа|Марфа|Marfa|
f|Марыя Марыйка Марыля Мар'я|Мария Марья|Марія|Maryia Maria Mary Marie Marya Marija|Маша Маня Маруся Марыся Маричка Марійка
f|Міра|Мира Мирра|Міра|Mira Mirra|
f|Мілана|Милана|Мілана|Milana|
f|Мая|Майя|Майя|Maya Maja|
f|Надзея|Надежда|Надія|Nadzeya Nadezhda Nadiia Nadzieja Nadia Nadieżda|Надя Надзя
f|Наталля Наталія|Наталья Наталия|Наталія Наталя|Natallia Natalia Natalya Nathalie Natalie Natalija|Наташа Ната
f|Ніка|Ника|Ніка|Nika|
f|Ніна|Нина|Ніна|Nina|
f|Іна|Инна|Інна|Ina Inna|
f|Ірына|Ирина|Ірина|Iryna Irina Irene Irena|Ира Іра
f|Ія|Ия|Ія|Iya|
f|Паліна|Полина|Поліна|Palina Polina Pauline Paulina|Поля
f|Паўліна|Павлина Паулина|Павлина|Paulina|
f|Рагнеда|Рогнеда|Рогніда|Rahneda Rogneda|
f|Раіса|Раиса|Раїса|Raisa|Рая
f|Рэгіна|Регина|Регіна|Rehina Regina|
f|Рымма|Римма|Римма|Rymma Rimma|
f|Рэната|Рената|Рената|Renata|
f|Руслана|Руслана|Руслана|Ruslana|
f|Рузана|Рузана|Рузана|Ruzana|
f|Святлана|Светлана|Світлана|Sviatlana Svetlana Svitlana Swietłana Swetlana|Света Свята
f|Сафія Соф'я Зося|София Софья|Софія|Safia Sofia Sofya Sophia Sophie Zofia Sofija|Соня Зося Зоська
f|Стэфанія|Стефания|Стефанія|Stefania Stephanie|
f|Тамара|Тамара|Тамара|Tamara|Тома
f|Таццяна Тацяна|Татьяна|Тетяна|Tatsiana Tatiana Tatyana Tetiana Tatjana|Таня
f|Тарэса Тэрэза|Тереза|Тереза|Teresa Theresa Thérèse|
f|Таіса Таісія|Таисия Таиса|Таїсія|Taisia Taisa|
f|Ульяна|Ульяна|Уляна|Ulyana Uliana Julianna|
f|Эвеліна|Эвелина|Евеліна|Evelina Ewelina|
f|Ева|Ева|Єва|Eva Ewa Eve|
f|Эліна|Элина|Еліна|Elina|Эля
f|Эла Эльвіра|Эльвира|Ельвіра|Elvira|
f|Эльміра|Эльмира|Ельміра|Elmira|
f|Эма|Эмма|Емма|Emma|
f|Эмілія|Эмилия|Емілія|Emilia Emily Émilie|
f|Юлія Юля|Юлия|Юлія|Yulia Julia Julie Julija Yuliya|Юля
f|Юліяна|Юлиана|Юліана|Juliana Yuliana|
f|Юстына|Юстина|Юстина|Justyna Justina Justine|
f|Яна|Яна|Яна|Yana Jana Iana|
f|Яніна|Янина|Яніна|Yanina Janina|
f|Ядвіга|Ядвига|Ядвіга|Jadwiga Yadviha Hedwig|
f|Яўгенія|Евгения|Євгенія|Yauheniya Yevgenia Evgenia Eugenia Eugénie Jewgenija|Женя Жэня
f|Ярослава Яраслава|Ярослава|Ярослава|Yaroslava Jarosława|Слава
f|Станіслава|Станислава|Станіслава|Stanislava Stanisława|
f|Аўгіння|Евгиния Евдокия|Євдокія|Auhinnia Yevdokia|Дуня
f|Фаіна|Фаина|Фаїна|Faina|
f|Эльжбета|Эльжбета|Ельжбета|Elżbieta|
f|Сабіна|Сабина|Сабіна|Sabina Sabine|
f|Дора|Дора|Дора|Dora|
f|Ірэна|Ирена|Ірена|Irena|
f|Ванда|Ванда|Ванда|Wanda Vanda|
f|Генавефа|Геновефа|Геновефа|Genowefa Genovaitė|
f|Данута|Данута|Данута|Danuta|
"""
