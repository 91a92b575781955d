; Installs Maru for the person who runs it, without asking for an administrator. build.py calls Inno Setup's compiler on it.
#if Ver < EncodeVer(6, 3, 0)
  #error Inno Setup has its Korean texts from 6.3 on
#endif
#ifndef Version
  #error build.py says what is packed: Version, Program, Picture, Out, Name
#endif

[Setup]
; Names the program for ever: a newer one with the same finds the older, and takes its place.
AppId={{8C1B7C52-63D4-4F0E-9A5E-0B7A1D3E9F64}
AppName=Maru
AppVersion={#Version}
AppVerName=Maru {#Version}
AppPublisher=The Maru authors
AppPublisherURL=https://maru-chat.github.io
VersionInfoVersion={#Version}
VersionInfoDescription=Maru
PrivilegesRequired=lowest
DefaultDirName={autopf}\Maru
DisableDirPage=auto
DisableProgramGroupPage=yes
DisableReadyPage=yes
ShowLanguageDialog=auto
; What Qt 6.11 runs on.
MinVersion=10.0.17763
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
; A program that is running is asked to close, as its files are replaced.
CloseApplications=yes
RestartApplications=no
ChangesAssociations=yes
Compression=lzma2/max
SolidCompression=yes
WizardStyle=modern
SetupIconFile={#Picture}
UninstallDisplayName=Maru
UninstallDisplayIcon={app}\maru.exe
OutputDir={#Out}
OutputBaseFilename={#Name}
#ifdef Signed
SignTool=maru
SignedUninstaller=yes
#endif

[Languages]
Name: "en"; MessagesFile: "compiler:Default.isl"
Name: "ko"; MessagesFile: "compiler:Languages\Korean.isl"

[CustomMessages]
en.OpenModels=&Open models (.gguf files) with Maru
ko.OpenModels=모델(.gguf 파일)을 Maru로 열기(&O)
en.Model=GGUF model
ko.Model=GGUF 모델
en.Preset=Maru preset
ko.Preset=Maru 프리셋
en.DeleteData=Delete your chats, settings and downloaded models as well?%n%n%1%n%nIf you answer No, they stay, and are there again when you install Maru again.
ko.DeleteData=대화와 설정, 받은 모델도 지울까요?%n%n%1%n%n“아니요”를 고르면 그대로 남아서, Maru를 다시 설치하면 다시 쓸 수 있어요.

[Tasks]
Name: "models"; Description: "{cm:OpenModels}"
Name: "desktopicon"; Description: "{cm:CreateDesktopIcon}"; Flags: unchecked

[InstallDelete]
; Of an older version nothing stays that the new one has not.
Type: filesandordirs; Name: "{app}\_internal"

[Files]
Source: "{#Program}\*"; DestDir: "{app}"; Flags: ignoreversion recursesubdirs createallsubdirs

[Icons]
Name: "{autoprograms}\Maru"; Filename: "{app}\maru.exe"
Name: "{autodesktop}\Maru"; Filename: "{app}\maru.exe"; Tasks: desktopicon

[Registry]
Root: HKCU; Subkey: "Software\Microsoft\Windows\CurrentVersion\App Paths\maru.exe"; ValueType: string; ValueName: ""; ValueData: "{app}\maru.exe"; Flags: uninsdeletekey
; Models: offered for .gguf, and taken as the usual program where there is none yet and the person agrees.
Root: HKCU; Subkey: "Software\Classes\Maru.Model"; ValueType: string; ValueName: ""; ValueData: "{cm:Model}"; Flags: uninsdeletekey
Root: HKCU; Subkey: "Software\Classes\Maru.Model\DefaultIcon"; ValueType: string; ValueName: ""; ValueData: "{app}\maru.exe,0"
Root: HKCU; Subkey: "Software\Classes\Maru.Model\shell\open\command"; ValueType: string; ValueName: ""; ValueData: """{app}\maru.exe"" gui ""%1"""
Root: HKCU; Subkey: "Software\Classes\.gguf\OpenWithProgids"; ValueType: string; ValueName: "Maru.Model"; ValueData: ""; Flags: uninsdeletevalue
Root: HKCU; Subkey: "Software\Classes\.gguf"; ValueType: string; ValueName: ""; ValueData: "Maru.Model"; Flags: createvalueifdoesntexist; Tasks: models
; Presets: to Windows a .maru.toml is a .toml, which belongs to nobody; so they are offered and never taken.
Root: HKCU; Subkey: "Software\Classes\Maru.Preset"; ValueType: string; ValueName: ""; ValueData: "{cm:Preset}"; Flags: uninsdeletekey
Root: HKCU; Subkey: "Software\Classes\Maru.Preset\DefaultIcon"; ValueType: string; ValueName: ""; ValueData: "{app}\maru.exe,0"
Root: HKCU; Subkey: "Software\Classes\Maru.Preset\shell\open\command"; ValueType: string; ValueName: ""; ValueData: """{app}\maru.exe"" gui ""%1"""
Root: HKCU; Subkey: "Software\Classes\.toml\OpenWithProgids"; ValueType: string; ValueName: "Maru.Preset"; ValueData: ""; Flags: uninsdeletevalue

[Run]
Filename: "{app}\maru.exe"; Description: "{cm:LaunchProgram,Maru}"; Flags: nowait postinstall skipifsilent

[Code]
const
  Endings = 'Software\Classes\.gguf';

{ Only where it is ours still: another program may have taken it since. }
procedure GiveModelsBack;
var
  Taken: String;
begin
  if RegQueryStringValue(HKEY_CURRENT_USER, Endings, '', Taken) and (Taken = 'Maru.Model') then
    RegDeleteValue(HKEY_CURRENT_USER, Endings, '');
end;

{ A silent removal keeps them, and so does whoever only presses Enter. }
procedure AskForData;
var
  Folder: String;
begin
  Folder := ExpandConstant('{localappdata}\maru-chat');
  if DirExists(Folder) and not UninstallSilent then
    if SuppressibleMsgBox(FmtMessage(CustomMessage('DeleteData'), [Folder]), mbConfirmation, MB_YESNO or MB_DEFBUTTON2, IDNO) = IDYES then
      DelTree(Folder, True, True, True);
end;

procedure CurUninstallStepChanged(Step: TUninstallStep);
begin
  if Step = usPostUninstall then
  begin
    GiveModelsBack;
    AskForData;
  end;
end;
